using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Invoices;

internal sealed class BillingRunTable : IEntityTypeConfiguration<BillingRun>
{
    public void Configure(EntityTypeBuilder<BillingRun> builder)
    {
        builder.ToTable("BillingRuns");
        builder.Property(run => run.Id).ValueGeneratedNever();
        builder.Property(run => run.Problems).HasJson();
        builder.Property(run => run.HeldByName).HasMaxLength(200);
        builder.Ignore(run => run.Month);
        // Of two that start the same month, one wins, and the other finds it.
        builder.HasIndex(run => new { run.Period, run.Kind }).IsUnique();
    }
}

internal sealed class InvoiceTable : IEntityTypeConfiguration<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> builder)
    {
        builder.ToTable("Invoices");
        builder.Property(invoice => invoice.Id).ValueGeneratedNever();
        builder.Property(invoice => invoice.Number).HasMaxLength(Invoice.MaxNumber);
        builder.Property(invoice => invoice.Currency).HasMaxLength(3);
        builder.Property(invoice => invoice.BillingName).HasMaxLength(200);
        builder.Property(invoice => invoice.BillingAddress).HasMaxLength(Invoice.MaxAddress);
        builder.Property(invoice => invoice.TaxNumber).HasMaxLength(Invoice.MaxTaxNumber);
        builder.Property(invoice => invoice.IssuerName).HasMaxLength(200);
        builder.Property(invoice => invoice.IssuerAddress).HasMaxLength(Invoice.MaxAddress);
        builder.Property(invoice => invoice.IssuerTaxNumber).HasMaxLength(Invoice.MaxTaxNumber);
        builder.Ignore(invoice => invoice.TotalCents);
        builder.Ignore(invoice => invoice.OpenCents);
        // One invoice for each organization and month, even when two processes run.
        builder.HasIndex(invoice => new { invoice.OrganizationId, invoice.Period }).IsUnique();
        builder.HasIndex(invoice => invoice.Number).IsUnique();
        builder.HasIndex(invoice => new { invoice.Period, invoice.State, invoice.OrganizationId });
        // What is open, for operators.
        builder.HasIndex(invoice => new { invoice.State, invoice.DueOn });
        builder.HasOne<Organization>().WithMany().HasForeignKey(invoice => invoice.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InvoiceLineTable : IEntityTypeConfiguration<InvoiceLine>
{
    public void Configure(EntityTypeBuilder<InvoiceLine> builder)
    {
        builder.ToTable("InvoiceLines");
        builder.Property(line => line.Id).ValueGeneratedNever();
        builder.Property(line => line.Description).HasMaxLength(InvoiceLine.MaxDescription);
        builder.Property(line => line.ExtensionId).HasMaxLength(200);
        builder.Property(line => line.Meter).HasMaxLength(Meter.MaxKeyLength);
        builder.Property(line => line.Unit).HasMaxLength(Meter.MaxUnitLength);
        builder.HasIndex(line => new { line.InvoiceId, line.Place }).IsUnique();
        // What was billed before, for corrections.
        builder.HasIndex(line => new { line.InstallationId, line.ServicePeriod }).HasFilter("\"InstallationId\" IS NOT NULL");
        builder.HasOne<Invoice>().WithMany().HasForeignKey(line => line.InvoiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(line => line.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LineShareTable : IEntityTypeConfiguration<LineShare>
{
    public void Configure(EntityTypeBuilder<LineShare> builder)
    {
        builder.ToTable("LineShares");
        builder.HasKey(share => new { share.LineId, share.FromDay });
        builder.HasOne<InvoiceLine>().WithMany().HasForeignKey(share => share.LineId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BillingProfileTable : IEntityTypeConfiguration<BillingProfile>
{
    public void Configure(EntityTypeBuilder<BillingProfile> builder)
    {
        builder.ToTable("BillingProfiles");
        builder.HasKey(profile => profile.OrganizationId);
        builder.Property(profile => profile.Name).HasMaxLength(200);
        builder.Property(profile => profile.Address).HasMaxLength(Invoice.MaxAddress);
        builder.Property(profile => profile.TaxNumber).HasMaxLength(Invoice.MaxTaxNumber);
        builder.HasOne<Organization>().WithMany().HasForeignKey(profile => profile.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
