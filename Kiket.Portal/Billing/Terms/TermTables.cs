using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Terms;

internal sealed class BillingTermTable : IEntityTypeConfiguration<BillingTerm>
{
    public void Configure(EntityTypeBuilder<BillingTerm> builder)
    {
        builder.ToTable("BillingTerms");
        builder.Property(term => term.Id).ValueGeneratedNever();
        builder.Property(term => term.Meter).HasMaxLength(Meter.MaxKeyLength);
        builder.Property(term => term.Name).HasMaxLength(Meter.MaxNameLength);
        builder.Property(term => term.Unit).HasMaxLength(Meter.MaxUnitLength);
        builder.Ignore(term => term.Price);
        // Nothing has two prices on one day.
        builder.HasIndex(term => new { term.InstallationId, term.Component, term.Meter, term.FromDay }).IsUnique();
        builder.HasIndex(term => new { term.OrganizationId, term.FromDay });
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(term => term.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(term => term.OfferId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<InstallationConsent>().WithMany().HasForeignKey(term => term.ConsentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BillingSpanTable : IEntityTypeConfiguration<BillingSpan>
{
    public void Configure(EntityTypeBuilder<BillingSpan> builder)
    {
        builder.ToTable("BillingSpans");
        builder.HasKey(span => new { span.InstallationId, span.From });
        builder.Property(span => span.Reason).HasMaxLength(40);
        builder.HasIndex(span => new { span.OrganizationId, span.From });
        builder.HasIndex(span => span.InstallationId).IsUnique().HasFilter("\"To\" IS NULL").HasDatabaseName("IX_BillingSpans_Running");
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(span => span.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BillingPublisherTable : IEntityTypeConfiguration<BillingPublisher>
{
    public void Configure(EntityTypeBuilder<BillingPublisher> builder)
    {
        builder.ToTable("BillingPublishers");
        builder.HasKey(publisher => new { publisher.ExtensionKey, publisher.FromDay });
        builder.HasOne<Extension>().WithMany().HasForeignKey(publisher => publisher.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(publisher => publisher.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
