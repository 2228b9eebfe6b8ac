using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Api;

public sealed record PublisherResponse(string? Slug, string Name, bool Verified);

public sealed record MeterResponse(string Key, string Name, string Unit, long UnitPriceMicros, long Included, long? Cap);

/// <param name="PriceCents">Per month, for flat; 0 otherwise.</param>
public sealed record PricingResponse(PriceModel Model, long PriceCents, string Currency, IReadOnlyList<MeterResponse> Meters)
{
    /// <summary>What is charged: a draft keeps what was typed for another model, in case its publisher comes back to it.</summary>
    internal static PricingResponse From(Pricing pricing) => new(
        pricing.Model,
        pricing.Model == PriceModel.Flat ? pricing.PriceCents : 0,
        pricing.Currency,
        [.. (pricing.Model == PriceModel.UsageBased ? pricing.Meters : []).Select(meter => new MeterResponse(meter.Key, meter.Name, meter.Unit, meter.UnitPriceMicros, meter.Included, meter.Cap))]);
}

/// <param name="Managed">Kiket hosts it; otherwise its publisher does.</param>
/// <param name="MonthlyCostCents">On top of the price; 0 when the publisher hosts.</param>
public sealed record HostingResponse(bool Managed, string? Tier, long MonthlyCostCents);

/// <summary>An extension in a list.</summary>
/// <param name="Url">Its page in the marketplace; null in a private registry.</param>
public sealed record ListedExtension(
    string ExtensionId,
    string Name,
    string Summary,
    string Version,
    DateTimeOffset ReleasedAt,
    PublisherResponse Publisher,
    IReadOnlyList<string> Categories,
    PricingResponse Pricing,
    HostingResponse Hosting,
    string? Url)
{
    internal static ListedExtension From(ListingCard card, string registry, PublicAddress address, HttpRequest request) => new(
        card.ExtensionId,
        card.Name,
        card.Summary,
        card.Version,
        card.ReleasedAt,
        new PublisherResponse(null, card.PublisherName, card.IsVerified),
        card.Categories,
        PricingResponse.From(card.Pricing),
        new HostingResponse(card.IsManaged, null, card.HostingCost.Cents),
        Page(registry, card.ExtensionId, address, request));

    internal static string? Page(string registry, string extensionId, PublicAddress address, HttpRequest request) =>
        RegistryAccess.IsPublic(registry) ? address.Of(request, $"/marketplace/{Uri.EscapeDataString(extensionId)}") : null;
}

public sealed record BrowseResponse(IReadOnlyList<ListedExtension> Extensions, int Page, int PerPage, int Total);

public sealed record SupportResponse(string? Email, string? Url, int? FirstResponseHours, string? Coverage);

/// <param name="Scope">As the manifest spells it.</param>
/// <param name="Justification">Why it is needed, in the publisher's words.</param>
public sealed record PermissionResponse(string Scope, string? Justification);

/// <summary>The public face of an extension: its latest release and the listing details.</summary>
/// <param name="Commit">The commit that the release froze.</param>
/// <param name="Egress">Hosts that the extension may call.</param>
public sealed record ListingResponse(
    string Registry,
    string ExtensionId,
    string Name,
    string Summary,
    string Version,
    DateTimeOffset ReleasedAt,
    string Commit,
    PublisherResponse Publisher,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Tags,
    PricingResponse Pricing,
    HostingResponse Hosting,
    SupportResponse Support,
    IReadOnlyList<PermissionResponse> Permissions,
    IReadOnlyList<PermissionResponse> Egress,
    DocumentsResponse Documents,
    DateTimeOffset FirstListedAt,
    DateTimeOffset UpdatedAt,
    string? Url)
{
    internal static ListingResponse From(ListingPage page, PublicAddress address, HttpRequest request)
    {
        var (listing, details, manifest) = (page.Listing, page.Listing.Details, page.Snapshot.Manifest);
        PermissionResponse Reasoned(string key) => new(key, details.Justifications.GetValueOrDefault(key));

        return new ListingResponse(
            listing.Registry,
            listing.ExtensionId,
            details.Name,
            details.Summary,
            listing.Version,
            listing.ReleasedAt,
            listing.Commit,
            new PublisherResponse(listing.PublisherSlug, listing.PublisherName, listing.IsVerified),
            details.Categories,
            listing.Tags,
            PricingResponse.From(details.Pricing),
            new HostingResponse(listing.IsManaged, listing.HostingTier, listing.HostingCents),
            new SupportResponse(details.Support.Email, details.Support.Url, details.Support.FirstResponseHours, details.Support.Coverage),
            [.. manifest?.Permissions.Select(permission => Reasoned(permission.Declared)) ?? []],
            [.. manifest?.Hosting?.Egress.Select(host => Reasoned(host.Host)) ?? []],
            DocumentsResponse.From(page.Snapshot),
            listing.FirstListedAt,
            listing.ChangedAt,
            ListedExtension.Page(listing.Registry, listing.ExtensionId, address, request));
    }
}

/// <param name="Latest">The version that the listing shows.</param>
/// <param name="YankReason">Why new installations are stopped.</param>
public sealed record VersionResponse(
    string Version,
    DateTimeOffset ReleasedAt,
    string Commit,
    bool Prerelease,
    bool Latest,
    bool Yanked,
    DateTimeOffset? YankedAt,
    string? YankReason,
    bool Deprecated);

public sealed record VersionsResponse(string ExtensionId, IReadOnlyList<VersionResponse> Versions)
{
    internal static VersionsResponse From(Listing listing, IReadOnlyList<ReleaseSummary> releases) => new(
        listing.ExtensionId,
        [.. releases.Select(release => new VersionResponse(
            release.Version,
            release.ReleasedAt,
            release.Commit,
            release.IsPrerelease,
            release.Version == listing.Version,
            release.YankedAt is not null,
            release.YankedAt,
            release.YankReason,
            Deprecated: false))]);
}
