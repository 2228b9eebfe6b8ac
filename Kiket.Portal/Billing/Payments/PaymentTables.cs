using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Payments;

internal sealed class PaymentTable : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.Property(payment => payment.Id).ValueGeneratedNever();
        builder.Property(payment => payment.Reference).HasMaxLength(Payment.MaxReference);
        builder.Property(payment => payment.Key).HasMaxLength(Payment.MaxKey);
        builder.Property(payment => payment.Currency).HasMaxLength(3);
        builder.Property(payment => payment.RecordedByName).HasMaxLength(200);
        builder.Property(payment => payment.EndedByName).HasMaxLength(200);
        // The same transfer is there once, unless it was a mistake.
        builder.HasIndex(payment => payment.Key).IsUnique().HasFilter("\"State\" <> 'Discarded'");
        builder.HasIndex(payment => new { payment.State, payment.RecordedAt });
        builder.HasIndex(payment => payment.InvoiceId);
        builder.HasOne<Invoice>().WithMany().HasForeignKey(payment => payment.InvoiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(payment => payment.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CreditNoteTable : IEntityTypeConfiguration<CreditNote>
{
    public void Configure(EntityTypeBuilder<CreditNote> builder)
    {
        builder.ToTable("CreditNotes");
        builder.Property(note => note.Id).ValueGeneratedNever();
        builder.Property(note => note.Number).HasMaxLength(Invoice.MaxNumber);
        builder.Property(note => note.Reason).HasMaxLength(CreditNote.MaxReason);
        builder.Property(note => note.Currency).HasMaxLength(3);
        builder.Property(note => note.IssuedByName).HasMaxLength(200);
        builder.Ignore(note => note.TotalCents);
        builder.HasIndex(note => note.Number).IsUnique();
        builder.HasIndex(note => note.RequestId).IsUnique();
        builder.HasIndex(note => new { note.OrganizationId, note.IssuedAt });
        builder.HasOne<Invoice>().WithMany().HasForeignKey(note => note.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CreditNoteLineTable : IEntityTypeConfiguration<CreditNoteLine>
{
    public void Configure(EntityTypeBuilder<CreditNoteLine> builder)
    {
        builder.ToTable("CreditNoteLines");
        builder.Property(line => line.Id).ValueGeneratedNever();
        builder.HasIndex(line => line.LineId);
        builder.HasOne<CreditNote>().WithMany().HasForeignKey(line => line.NoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<InvoiceLine>().WithMany().HasForeignKey(line => line.LineId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EarningTable : IEntityTypeConfiguration<Earning>
{
    public void Configure(EntityTypeBuilder<Earning> builder)
    {
        builder.ToTable("Earnings");
        builder.Property(earning => earning.Id).ValueGeneratedNever();
        builder.Property(earning => earning.Reference).HasMaxLength(Invoice.MaxNumber);
        builder.Property(earning => earning.Customer).HasMaxLength(200);
        builder.Property(earning => earning.ExtensionId).HasMaxLength(200);
        builder.Property(earning => earning.Description).HasMaxLength(CreditNote.MaxReason);
        builder.Ignore(earning => earning.FeeCents);
        builder.HasIndex(earning => new { earning.PublisherId, earning.At });
        builder.HasIndex(earning => earning.InvoiceId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(earning => earning.PublisherId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DisputeTable : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> builder)
    {
        builder.ToTable("Disputes");
        builder.Property(dispute => dispute.Id).ValueGeneratedNever();
        builder.Property(dispute => dispute.Reason).HasMaxLength(CreditNote.MaxReason);
        builder.Property(dispute => dispute.OpenedByName).HasMaxLength(200);
        // One at a time.
        builder.HasIndex(dispute => dispute.InvoiceId).IsUnique().HasFilter("\"State\" = 'Open'");
        builder.HasOne<Invoice>().WithMany().HasForeignKey(dispute => dispute.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}
