using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Listings;

internal sealed class ListingTable : IEntityTypeConfiguration<Listing>
{
    public void Configure(EntityTypeBuilder<Listing> builder)
    {
        builder.ToTable("Listings");
        builder.Property(listing => listing.Registry).HasMaxLength(64);
        builder.Property(listing => listing.ExtensionId).HasMaxLength(200);
        builder.Property(listing => listing.NormalizedId).HasMaxLength(200);
        builder.Property(listing => listing.PublisherSlug).HasMaxLength(64);
        builder.Property(listing => listing.PublisherName).HasMaxLength(120);
        builder.Property(listing => listing.Name).HasMaxLength(ListingDetails.MaxNameLength);
        // A composed letter may become two characters when it is decomposed.
        builder.Property(listing => listing.SortName).HasMaxLength(ListingDetails.MaxNameLength * 2);
        builder.Property(listing => listing.Summary).HasMaxLength(ListingDetails.MaxSummaryLength);
        builder.Property(listing => listing.Pricing).HasJson();
        builder.Property(listing => listing.Facets).HasMaxLength(ListingFacets.MaxKeyLength);
        builder.Property(listing => listing.HostingTier).HasMaxLength(20);
        builder.Property(listing => listing.Version).HasMaxLength(256);
        builder.Property(listing => listing.Commit).HasMaxLength(40);
        builder.Property(listing => listing.Files).HasJson();
        builder.Property(listing => listing.ManifestIcon).HasMaxLength(200);
        builder.Property(listing => listing.SuspendedFor).HasMaxLength(SuspendListing.MaxReasonLength);
        builder.Property(listing => listing.Scopes).HasJson();
        builder.Property(listing => listing.Tags).HasJson();
        builder.Ignore(listing => listing.CategorySlugs);
        builder.Ignore(listing => listing.HostingCost);
        builder.Ignore(listing => listing.IsFeatured);
        builder.Ignore(listing => listing.Rating);
        builder.HasIndex(listing => new { listing.Registry, listing.NormalizedId }).IsUnique();
        builder.HasIndex(listing => listing.ExtensionKey).IsUnique();
        builder.HasIndex(listing => new { listing.Registry, listing.State, listing.ReleasedAt });
        builder.HasIndex(listing => new { listing.Registry, listing.State, listing.SortName });
        builder.HasIndex(listing => new { listing.Registry, listing.State, listing.Facets });
        builder.HasIndex(listing => new { listing.Registry, listing.State, listing.RatingScore });
        builder.HasIndex(listing => new { listing.Registry, listing.State, listing.FeaturedAt });
        builder.HasIndex(listing => listing.OrganizationId);
        builder.HasIndex(listing => listing.DocumentSetId);
        builder.HasIndex(listing => listing.ManifestIcon);
        builder.HasOne<Extension>().WithMany().HasForeignKey(listing => listing.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(listing => listing.OfferId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(listing => listing.SnapshotId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CommitSnapshot>().WithMany().HasForeignKey(listing => listing.WordsSnapshotId).OnDelete(DeleteBehavior.Restrict);
        // Not an owned type, because those are loaded with every listing.
        builder.HasMany(listing => listing.Categories).WithOne().HasForeignKey(category => category.ListingId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(listing => listing.Categories).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class ListingCategoryTable : IEntityTypeConfiguration<ListingCategory>
{
    public void Configure(EntityTypeBuilder<ListingCategory> builder)
    {
        builder.ToTable("ListingCategories");
        builder.HasKey(category => new { category.ListingId, category.Slug });
        builder.Property(category => category.Slug).HasMaxLength(40);
        builder.HasIndex(category => category.Slug);
    }
}
