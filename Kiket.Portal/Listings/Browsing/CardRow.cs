using System.Linq.Expressions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>The columns that a card needs.</summary>
internal sealed record CardRow(
    long Id,
    string ExtensionId,
    string Name,
    string Summary,
    string PublisherName,
    bool IsVerified,
    string Facets,
    Pricing Pricing,
    long HostingCents,
    bool IsManaged,
    string Version,
    DateTimeOffset ReleasedAt,
    Guid? IconId,
    string? ManifestIcon,
    string Registry,
    int RatingCount,
    int RatingSum)
{
    /// <summary>Also for compiled queries, which can't call <see cref="Of"/>.</summary>
    public static Expression<Func<Listing, CardRow>> Selector { get; } = listing => new CardRow(
        listing.Id,
        listing.ExtensionId,
        listing.Name,
        listing.Summary,
        listing.PublisherName,
        listing.IsVerified,
        listing.Facets,
        listing.Pricing,
        listing.HostingCents,
        listing.IsManaged,
        listing.Version,
        listing.ReleasedAt,
        listing.IconId,
        listing.ManifestIcon,
        listing.Registry,
        listing.RatingCount,
        listing.RatingSum);

    public static IQueryable<CardRow> Of(IQueryable<Listing> listings) => listings.AsNoTracking().Select(Selector);

    public ListingCard ToCard() => new(
        ExtensionId,
        Name,
        Summary,
        PublisherName,
        IsVerified,
        ListingFacets.Parse(Facets).Categories,
        Pricing,
        new Money(HostingCents),
        IsManaged,
        Version,
        ReleasedAt,
        IconId is { } id ? UploadAddress.Of(id) : ManifestIcon,
        Registry,
        new ListedRating(RatingCount, RatingSum, Texts: 0).Average);
}
