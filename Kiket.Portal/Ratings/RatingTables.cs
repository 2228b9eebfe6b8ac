using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Ratings;

internal sealed class RatingTable : IEntityTypeConfiguration<Rating>
{
    public void Configure(EntityTypeBuilder<Rating> builder)
    {
        builder.ToTable("Ratings");
        builder.Property(rating => rating.Id).ValueGeneratedNever();
        builder.Property(rating => rating.Text).HasMaxLength(Rating.MaxText);
        builder.Property(rating => rating.Version).HasMaxLength(256);
        builder.Property(rating => rating.Reply).HasMaxLength(Rating.MaxReply);
        builder.Property(rating => rating.ReplyByName).HasMaxLength(200);
        builder.Property(rating => rating.AddressedIn).HasMaxLength(256);
        // One per extension and organization, also when two people write at the same moment.
        builder.HasIndex(rating => new { rating.ExtensionKey, rating.OrganizationId }).IsUnique();
        builder.HasIndex(rating => new { rating.ExtensionKey, rating.State, rating.WrittenAt });
        builder.HasIndex(rating => new { rating.OrganizationId, rating.WrittenAt });
        builder.HasIndex(rating => rating.AttentionAt).HasFilter("\"AttentionAt\" IS NOT NULL");
        builder.HasIndex(rating => new { rating.State, rating.WrittenAt });
        builder.HasOne<Extension>().WithMany().HasForeignKey(rating => rating.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(rating => rating.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RatingRevisionTable : IEntityTypeConfiguration<RatingRevision>
{
    public void Configure(EntityTypeBuilder<RatingRevision> builder)
    {
        builder.ToTable("RatingRevisions");
        builder.Property(revision => revision.Id).ValueGeneratedNever();
        builder.Property(revision => revision.Text).HasMaxLength(Rating.MaxText);
        builder.Property(revision => revision.Version).HasMaxLength(256);
        builder.Property(revision => revision.ByName).HasMaxLength(200);
        builder.HasIndex(revision => new { revision.RatingId, revision.Number }).IsUnique();
        builder.HasOne<Rating>().WithMany().HasForeignKey(revision => revision.RatingId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RatingReportTable : IEntityTypeConfiguration<RatingReport>
{
    public void Configure(EntityTypeBuilder<RatingReport> builder)
    {
        builder.ToTable("RatingReports");
        builder.Property(report => report.Id).ValueGeneratedNever();
        builder.Property(report => report.Text).HasMaxLength(RatingReport.MaxText);
        builder.Property(report => report.ByName).HasMaxLength(200);
        builder.HasIndex(report => new { report.RatingId, report.ClosedAt });
        // One open report of a person on a rating, however often it is sent.
        builder.HasIndex(report => new { report.ById, report.RatingId }).IsUnique().HasFilter("\"ClosedAt\" IS NULL");
        builder.HasIndex(report => new { report.ById, report.At });
        builder.HasOne<Rating>().WithMany().HasForeignKey(report => report.RatingId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RatingDecisionTable : IEntityTypeConfiguration<RatingDecision>
{
    public void Configure(EntityTypeBuilder<RatingDecision> builder)
    {
        builder.ToTable("RatingDecisions");
        builder.Property(decision => decision.Id).ValueGeneratedNever();
        builder.Property(decision => decision.Reason).HasMaxLength(RatingDecision.MaxReason);
        builder.Property(decision => decision.ByName).HasMaxLength(200);
        builder.Property(decision => decision.Appeal).HasMaxLength(RatingDecision.MaxAppeal);
        builder.Property(decision => decision.AppealByName).HasMaxLength(200);
        builder.HasIndex(decision => new { decision.RatingId, decision.At });
        builder.HasOne<Rating>().WithMany().HasForeignKey(decision => decision.RatingId).OnDelete(DeleteBehavior.Restrict);
    }
}
