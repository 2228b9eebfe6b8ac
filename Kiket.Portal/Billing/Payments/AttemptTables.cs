using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Payments;

internal sealed class PaymentAttemptTable : IEntityTypeConfiguration<PaymentAttempt>
{
    public void Configure(EntityTypeBuilder<PaymentAttempt> builder)
    {
        builder.ToTable("PaymentAttempts");
        builder.Property(attempt => attempt.Id).ValueGeneratedNever();
        builder.Property(attempt => attempt.Method).HasMaxLength(PaymentAttempt.MaxReference);
        builder.Property(attempt => attempt.Currency).HasMaxLength(3);
        builder.Property(attempt => attempt.Reference).HasMaxLength(PaymentAttempt.MaxReference);
        builder.Property(attempt => attempt.Problem).HasMaxLength(PaymentAttempt.MaxProblem);
        builder.Ignore(attempt => attempt.IsOpen);
        // A card is tried once on each day, even when two processes run.
        builder.HasIndex(attempt => new { attempt.InvoiceId, attempt.Day, attempt.Method }).IsUnique().HasFilter("\"Kind\" = 'Charge'");
        builder.HasIndex(attempt => attempt.PaymentId).IsUnique().HasFilter("\"Kind\" = 'Refund'");
        builder.HasIndex(attempt => attempt.State);
        builder.HasIndex(attempt => attempt.Reference);
        builder.HasOne<Invoice>().WithMany().HasForeignKey(attempt => attempt.InvoiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Payment>().WithMany().HasForeignKey(attempt => attempt.PaymentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(attempt => attempt.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CustomerMethodTable : IEntityTypeConfiguration<CustomerMethod>
{
    public void Configure(EntityTypeBuilder<CustomerMethod> builder)
    {
        builder.ToTable("CustomerMethods");
        builder.HasKey(method => method.OrganizationId);
        builder.Property(method => method.Customer).HasMaxLength(PaymentAttempt.MaxReference);
        builder.Property(method => method.Method).HasMaxLength(PaymentAttempt.MaxReference);
        builder.Property(method => method.Label).HasMaxLength(100);
        builder.Ignore(method => method.IsReady);
        builder.HasOne<Organization>().WithMany().HasForeignKey(method => method.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
