using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Printing;

internal sealed class BillingFileTable : IEntityTypeConfiguration<BillingFile>
{
    public void Configure(EntityTypeBuilder<BillingFile> builder)
    {
        builder.ToTable("BillingFiles");
        // Of two that write the same file, one wins, and both hand out its bytes.
        builder.HasKey(file => new { file.Number, file.Format });
        builder.Property(file => file.Number).HasMaxLength(BillingFile.MaxNumber);
        builder.Property(file => file.Sha256).HasMaxLength(64);
        builder.Ignore(file => file.Name);
        builder.Ignore(file => file.ContentType);
    }
}
