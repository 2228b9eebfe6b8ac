using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions;

internal sealed class AttachmentTable : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> builder)
    {
        builder.ToTable("SubmissionAttachments");
        builder.HasKey(attachment => new { attachment.SubmissionId, attachment.UploadId });
        builder.Property(attachment => attachment.Caption).HasMaxLength(Attachment.MaxCaptionLength);
        builder.HasIndex(attachment => attachment.UploadId);
        builder.HasOne(attachment => attachment.Upload).WithMany().HasForeignKey(attachment => attachment.UploadId).OnDelete(DeleteBehavior.Restrict);
    }
}
