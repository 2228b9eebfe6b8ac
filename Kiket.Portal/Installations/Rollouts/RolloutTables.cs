using Kiket.Portal.Extensions;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Installations.Rollouts;

internal sealed class ReleaseRolloutTable : IEntityTypeConfiguration<ReleaseRollout>
{
    public void Configure(EntityTypeBuilder<ReleaseRollout> builder)
    {
        builder.ToTable("ReleaseRollouts");
        builder.HasKey(rollout => rollout.ReleaseId);
        builder.Property(rollout => rollout.ReleaseId).ValueGeneratedNever();
        builder.Property(rollout => rollout.Reason).HasMaxLength(ReleaseRollout.MaxReason);
        builder.Ignore(rollout => rollout.IsHalted);
        builder.HasIndex(rollout => rollout.ExtensionKey);
        builder.HasOne<Release>().WithOne().HasForeignKey<ReleaseRollout>(rollout => rollout.ReleaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(rollout => rollout.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}
