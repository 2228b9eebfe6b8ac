using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions;

internal sealed class ChangeRequestTable : IEntityTypeConfiguration<ChangeRequest>
{
    public void Configure(EntityTypeBuilder<ChangeRequest> builder)
    {
        builder.ToTable("ChangeRequests");
        builder.Property(item => item.Id).ValueGeneratedNever();
        builder.Property(item => item.Text).HasMaxLength(ChangeRequest.MaxTextLength);
        builder.Property(item => item.Field).HasMaxLength(200);
        builder.Property(item => item.Path).HasMaxLength(400);
        builder.Property(item => item.AskedByName).HasMaxLength(200);
        builder.Property(item => item.AskedAtCommit).HasMaxLength(40);
        builder.Property(item => item.FixedInCommit).HasMaxLength(40);
        builder.Property(item => item.FixedByName).HasMaxLength(200);
        builder.Property(item => item.Replies).HasJson();
        builder.HasIndex(item => new { item.SubmissionId, item.Number }).IsUnique();
    }
}
