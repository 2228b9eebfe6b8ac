using Kiket.Portal.Extensions;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Releases;

internal sealed class ReleaseTable : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.Property(release => release.Id).ValueGeneratedNever();
        builder.Property(release => release.Version).HasMaxLength(VersionPolicy.MaxLength);
        builder.Property(release => release.PrecedenceKey).HasMaxLength(VersionPolicy.MaxLength);
        builder.Property(release => release.Commit).HasMaxLength(40);
        builder.Property(release => release.ApprovedBy).HasMaxLength(200);
        builder.Property(release => release.YankReason).HasMaxLength(2000);
        builder.Property(release => release.BlockReason).HasMaxLength(2000);
        builder.Ignore(release => release.Semantic);
        builder.Ignore(release => release.IsYanked);
        builder.Ignore(release => release.IsBlocked);
        builder.Ignore(release => release.IsWithdrawn);
        builder.Ignore(release => release.IsDeprecated);
        builder.HasIndex(release => new { release.ExtensionKey, release.PrecedenceKey }).IsUnique();
        builder.HasIndex(release => release.SubmissionId).IsUnique();
        builder.HasMany<Offer>().WithOne().HasForeignKey(offer => offer.ReleaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(release => release.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Deprecation>().WithMany().HasForeignKey(release => release.DeprecationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(release => release.SunsetAt);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(release => release.SnapshotId).OnDelete(DeleteBehavior.Restrict);
    }
}
