using Kiket.Portal.Data;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Reviews;

internal sealed class ReviewClaimTable : IEntityTypeConfiguration<ReviewClaim>
{
    public void Configure(EntityTypeBuilder<ReviewClaim> builder)
    {
        builder.ToTable("ReviewClaims");
        builder.HasKey(claim => claim.SubmissionId);
        builder.Property(claim => claim.SubmissionId).ValueGeneratedNever();
        builder.Property(claim => claim.ReviewerName).HasMaxLength(200);
        builder.HasIndex(claim => claim.ReviewerId);
        builder.HasOne<Submission>().WithMany().HasForeignKey(claim => claim.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ApprovalTable : IEntityTypeConfiguration<Approval>
{
    public void Configure(EntityTypeBuilder<Approval> builder)
    {
        builder.ToTable("Approvals");
        builder.Property(approval => approval.Id).ValueGeneratedNever();
        builder.Property(approval => approval.ReviewerName).HasMaxLength(200);
        builder.Property(approval => approval.Commit).HasMaxLength(40);
        builder.Property(approval => approval.Message).HasMaxLength(SendMessage.MaxLength);
        // A double click is one approval, and only one of two simultaneous first approvals succeeds.
        builder.HasIndex(approval => new { approval.SubmissionId, approval.Commit, approval.SubmittedAt }).IsUnique();
        builder.HasOne<Submission>().WithMany().HasForeignKey(approval => approval.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EscalationTable : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> builder)
    {
        builder.ToTable("Escalations");
        builder.Property(escalation => escalation.Id).ValueGeneratedNever();
        builder.Property(escalation => escalation.ReviewerName).HasMaxLength(200);
        builder.Property(escalation => escalation.Reason).HasMaxLength(Escalation.MaxReasonLength);
        builder.HasIndex(escalation => new { escalation.SubmissionId, escalation.SubmittedAt, escalation.ReviewerId }).IsUnique();
        builder.HasOne<Submission>().WithMany().HasForeignKey(escalation => escalation.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class FindingVerdictTable : IEntityTypeConfiguration<FindingVerdict>
{
    public void Configure(EntityTypeBuilder<FindingVerdict> builder)
    {
        builder.ToTable("FindingVerdicts");
        builder.Property(verdict => verdict.Id).ValueGeneratedNever();
        builder.Property(verdict => verdict.Key).HasMaxLength(60);
        builder.Property(verdict => verdict.RuleId).HasMaxLength(20);
        builder.Property(verdict => verdict.ReviewerName).HasMaxLength(200);
        builder.HasIndex(verdict => new { verdict.SubmissionId, verdict.Key }).IsUnique();
        builder.HasIndex(verdict => verdict.RuleId);
        builder.HasOne<Submission>().WithMany().HasForeignKey(verdict => verdict.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewLookTable : IEntityTypeConfiguration<ReviewLook>
{
    public void Configure(EntityTypeBuilder<ReviewLook> builder)
    {
        builder.ToTable("ReviewLooks");
        builder.Property(look => look.Id).ValueGeneratedNever();
        builder.Property(look => look.Commit).HasMaxLength(40);
        builder.Property(look => look.Details).HasJson();
        builder.Property(look => look.Files).HasJson();
        builder.Property(look => look.Seen).HasJson();
        builder.Ignore(look => look.IsAllSeen);
        // A page that is opened twice at once is one look.
        builder.HasIndex(look => new { look.SubmissionId, look.ReviewerId, look.SubmittedAt, look.Commit }).IsUnique();
        builder.HasOne<Submission>().WithMany().HasForeignKey(look => look.SubmissionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(look => look.SnapshotId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PrivateNoteTable : IEntityTypeConfiguration<PrivateNote>
{
    public void Configure(EntityTypeBuilder<PrivateNote> builder)
    {
        builder.ToTable("PrivateNotes");
        builder.HasKey(note => note.SubmissionId);
        builder.Property(note => note.SubmissionId).ValueGeneratedNever();
        builder.Property(note => note.Text).HasMaxLength(PrivateNote.MaxLength);
        builder.Property(note => note.ChangedByName).HasMaxLength(200);
        builder.HasOne<Submission>().WithMany().HasForeignKey(note => note.SubmissionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ChecklistItemTable : IEntityTypeConfiguration<ChecklistItem>
{
    public void Configure(EntityTypeBuilder<ChecklistItem> builder)
    {
        builder.ToTable("ChecklistItems");
        builder.Property(item => item.Id).ValueGeneratedNever();
        builder.Property(item => item.Text).HasMaxLength(ChecklistItem.MaxTextLength);
        builder.Property(item => item.Guidance).HasMaxLength(ChecklistItem.MaxGuidanceLength);
        builder.Property(item => item.ReplySentence).HasMaxLength(ChecklistItem.MaxGuidanceLength);
    }
}

internal sealed class ChecklistResultTable : IEntityTypeConfiguration<ChecklistResult>
{
    public void Configure(EntityTypeBuilder<ChecklistResult> builder)
    {
        builder.ToTable("ChecklistResults");
        builder.Property(answer => answer.Id).ValueGeneratedNever();
        builder.Property(answer => answer.ReviewerName).HasMaxLength(200);
        builder.HasIndex(answer => new { answer.SubmissionId, answer.ItemId }).IsUnique();
        builder.HasOne<Submission>().WithMany().HasForeignKey(answer => answer.SubmissionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ChecklistItem>().WithMany().HasForeignKey(answer => answer.ItemId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SavedReplyTable : IEntityTypeConfiguration<SavedReply>
{
    public void Configure(EntityTypeBuilder<SavedReply> builder)
    {
        builder.ToTable("SavedReplies");
        builder.Property(reply => reply.Id).ValueGeneratedNever();
        builder.Property(reply => reply.Title).HasMaxLength(SavedReply.MaxTitleLength);
        builder.Property(reply => reply.Text).HasMaxLength(SendMessage.MaxLength);
    }
}
