using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Releases.Offers;

internal sealed class OfferTable : IEntityTypeConfiguration<Offer>
{
    public void Configure(EntityTypeBuilder<Offer> builder)
    {
        builder.ToTable("Offers");
        builder.Property(offer => offer.Id).ValueGeneratedNever();
        builder.Property(offer => offer.Terms).HasJson();
        builder.Property(offer => offer.ApprovedBy).HasMaxLength(200);
        builder.HasIndex(offer => new { offer.ReleaseId, offer.Number }).IsUnique();
        foreach (var property in builder.Metadata.GetProperties().Where(property => !property.IsPrimaryKey()))
        {
            // Customers have agreed to these terms, so saving a changed offer throws.
            property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
        }
    }
}
