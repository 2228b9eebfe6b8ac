using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Audit;

internal sealed class AuditEntryTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => entry.Id);
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.ActorName).HasMaxLength(200);
        builder.Property(entry => entry.Action).HasMaxLength(80);
        builder.Property(entry => entry.SubjectType).HasMaxLength(40);
        builder.Property(entry => entry.SubjectId).HasMaxLength(200);
        builder.Property(entry => entry.Address).HasMaxLength(64);
        builder.HasIndex(entry => new { entry.OrganizationId, entry.At, entry.Id });
        builder.HasIndex(entry => new { entry.At, entry.Id });
        builder.HasIndex(entry => new { entry.SubjectType, entry.SubjectId });
    }
}
