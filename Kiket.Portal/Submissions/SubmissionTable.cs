using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Conversation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions;

internal sealed class SubmissionTable : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.ToTable("Submissions");
        builder.Property(submission => submission.Id).ValueGeneratedNever();
        builder.Property(submission => submission.Registry).HasMaxLength(64);
        builder.Property(submission => submission.RepositoryUrl).HasMaxLength(500);
        builder.Property(submission => submission.Reference).HasMaxLength(255);
        builder.Property(submission => submission.Commit).HasMaxLength(40);
        builder.Property(submission => submission.ExtensionId).HasMaxLength(200);
        builder.Property(submission => submission.Version).HasMaxLength(256);
        builder.Property(submission => submission.OpenVersionKey).HasMaxLength(256);
        builder.Property(submission => submission.ChangedByName).HasMaxLength(200);
        builder.Property(submission => submission.Details).HasJson();
        builder.Property(submission => submission.Suggested).HasJson();
        builder.Property(submission => submission.Assessment).HasJson();
        builder.Property(submission => submission.Routine).HasJson();
        builder.Ignore(submission => submission.IsWithPublisher);
        builder.Ignore(submission => submission.IsAppeal);
        builder.Ignore(submission => submission.IsEdit);
        builder.Ignore(submission => submission.RejectedBy);
        builder.Ignore(submission => submission.StateLabel);
        builder.Ignore(submission => submission.NotEditable);
        builder.Ignore(submission => submission.Icon);
        builder.Ignore(submission => submission.Screenshots);
        builder.Ignore(submission => submission.Documents);
        builder.HasIndex(submission => new { submission.OrganizationId, submission.ChangedAt });
        builder.HasIndex(submission => new { submission.CreatedBy, submission.CreatedAt });
        builder.HasIndex(submission => new { submission.State, submission.SubmittedAt });
        builder.HasIndex(submission => new { submission.State, submission.DecidedAt });
        builder.HasIndex(submission => new { submission.ExtensionKey, submission.OpenVersionKey }).IsUnique();
        builder.HasIndex(submission => new { submission.EditedReleaseId, submission.State });
        builder.HasOne<Organization>().WithMany().HasForeignKey(submission => submission.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExtensionRepository>().WithMany().HasForeignKey(submission => submission.RepositoryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(submission => submission.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(submission => submission.SnapshotId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(submission => submission.PreviousSnapshotId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Release>().WithMany().HasForeignKey(submission => submission.EditedReleaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(submission => submission.Entries).WithOne().HasForeignKey(entry => entry.SubmissionId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(submission => submission.Entries).UsePropertyAccessMode(PropertyAccessMode.Field).HasField("_entries");
        builder.HasMany(submission => submission.Attachments).WithOne().HasForeignKey(attachment => attachment.SubmissionId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(submission => submission.Attachments).UsePropertyAccessMode(PropertyAccessMode.Field).HasField("_attachments");
        builder.HasMany(submission => submission.ChangeRequests).WithOne().HasForeignKey(item => item.SubmissionId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(submission => submission.ChangeRequests).UsePropertyAccessMode(PropertyAccessMode.Field).HasField("_changeRequests");
    }
}

internal sealed class SubmissionEntryTable : IEntityTypeConfiguration<SubmissionEntry>
{
    public void Configure(EntityTypeBuilder<SubmissionEntry> builder)
    {
        builder.ToTable("SubmissionEntries");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.AuthorName).HasMaxLength(200);
        builder.Property(entry => entry.Text).HasMaxLength(SendMessage.MaxLength);
        builder.Property(entry => entry.Commit).HasMaxLength(40);
        builder.Ignore(entry => entry.IsDecision);
        builder.HasIndex(entry => new { entry.SubmissionId, entry.At });
    }
}
