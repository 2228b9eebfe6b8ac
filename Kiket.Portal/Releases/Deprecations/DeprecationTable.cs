using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Releases.Deprecations;

internal sealed class DeprecationTable : IEntityTypeConfiguration<Deprecation>
{
    public void Configure(EntityTypeBuilder<Deprecation> builder)
    {
        builder.ToTable("Deprecations");
        builder.Property(deprecation => deprecation.Id).ValueGeneratedNever();
        builder.Property(deprecation => deprecation.Range).HasMaxLength(VersionRange.MaxLength);
        builder.Property(deprecation => deprecation.Reason).HasMaxLength(Deprecation.MaxReason);
        builder.Property(deprecation => deprecation.RecommendedVersion).HasMaxLength(256);
        builder.Property(deprecation => deprecation.AnnouncedBy).HasMaxLength(200);
        builder.Ignore(deprecation => deprecation.IsActive);
        builder.HasIndex(deprecation => new { deprecation.ExtensionKey, deprecation.AnnouncedAt });
        builder.HasIndex(deprecation => deprecation.SunsetAt);
        builder.HasOne<Extension>().WithMany().HasForeignKey(deprecation => deprecation.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}
