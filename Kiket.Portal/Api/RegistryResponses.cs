using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Api;

public sealed record PublisherResponse(string? Slug, string Name, bool Verified);

public sealed record MeterResponse(string Key, string Name, string Unit, long UnitPriceMicros, long Included, long? Cap);

/// <param name="PriceCents">Per month, for flat; 0 otherwise.</param>
/// <param name="TrialDays">Days without the flat fee when an organization installs it for the first time; null for none.</param>
public sealed record PricingResponse(PriceModel Model, long PriceCents, string Currency, IReadOnlyList<MeterResponse> Meters, int? TrialDays)
{
    /// <summary>What is charged. A draft also stores the values of the other models, in case its publisher switches back.</summary>
    internal static PricingResponse From(Pricing pricing)
    {
        var charged = pricing.Charged();
        return new(
            charged.Model,
            charged.PriceCents,
            charged.Currency,
            [.. charged.Meters.Select(meter => new MeterResponse(meter.Key, meter.Name, meter.Unit, meter.UnitPriceMicros, meter.Included, meter.Cap))],
            charged.TrialDays > 0 ? charged.TrialDays : null);
    }
}

/// <param name="Managed">Kiket hosts it; otherwise its publisher does.</param>
/// <param name="MonthlyCostCents">On top of the price; 0 when the publisher hosts.</param>
public sealed record HostingResponse(bool Managed, string? Tier, long MonthlyCostCents);

/// <summary>An extension in a list.</summary>
/// <param name="Url">Its page; in a private registry, the one for members of the organization.</param>
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
    string Url)
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

    internal static string Page(string registry, string extensionId, PublicAddress address, HttpRequest request) =>
        address.Of(request, ListingAddress.Of(registry, extensionId));
}

public sealed record BrowseResponse(IReadOnlyList<ListedExtension> Extensions, int Page, int PerPage, int Total);

/// <param name="Coverage">The hours of support in words.</param>
/// <param name="Hours">The hours as data; null where the words can't be read as hours, so that no response time is counted.</param>
public sealed record SupportResponse(
    string? Email, string? Url, int? FirstResponseHours, int? ResolutionHours, string? Coverage, SupportHoursResponse? Hours)
{
    internal static SupportResponse From(SupportContact support) => new(
        support.Email,
        support.Url,
        support.FirstResponseHours,
        support.ResolutionHours,
        support.HoursInWords,
        SupportHoursResponse.From(support.Counted));
}

/// <summary>The publisher's pages; null where there is none.</summary>
/// <param name="Privacy">The privacy policy.</param>
public sealed record LinksResponse(string? Documentation, string? Privacy, string? Terms, string? License);

/// <param name="Scope">As the manifest spells it.</param>
/// <param name="Justification">Why it is needed, in the publisher's words.</param>
public sealed record PermissionResponse(string Scope, string? Justification);

/// <summary>The public view of an extension: its latest release and the listing details.</summary>
/// <param name="Commit">The commit of the release.</param>
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
    LinksResponse Links,
    IReadOnlyList<PermissionResponse> Permissions,
    IReadOnlyList<PermissionResponse> Egress,
    DocumentsResponse Documents,
    DateTimeOffset FirstListedAt,
    DateTimeOffset UpdatedAt,
    string Url)
{
    internal static ListingResponse From(ListingModel listing, PublicAddress address, HttpRequest request)
    {
        var terms = listing.Terms;
        return new ListingResponse(
            listing.Registry,
            listing.ExtensionId,
            listing.Name,
            listing.Summary,
            listing.Version,
            listing.ReleasedAt!.Value,
            listing.Snapshot.Commit,
            new PublisherResponse(listing.PublisherSlug, listing.PublisherName, listing.IsVerified),
            listing.Categories,
            listing.Tags,
            PricingResponse.From(terms.Pricing),
            new HostingResponse(terms.Hosting.Managed, terms.Hosting.Tier, terms.Hosting.MonthlyCents),
            SupportResponse.From(terms.Support),
            new LinksResponse(terms.Links.Documentation, terms.Links.Privacy, terms.Links.Terms, terms.Links.License),
            [.. terms.Permissions.Select(permission => new PermissionResponse(permission.Declared, permission.Justification))],
            [.. terms.Egress.Select(host => new PermissionResponse(host.Host, host.Justification))],
            DocumentsResponse.From(listing.Snapshot),
            listing.FirstListedAt!.Value,
            listing.ChangedAt!.Value,
            ListedExtension.Page(listing.Registry, listing.ExtensionId, address, request));
    }
}

/// <param name="Latest">The version that the listing shows.</param>
/// <param name="YankReason">Why new installations are stopped.</param>
/// <param name="BlockReason">Why the marketplace's operators stopped every use of it.</param>
/// <param name="SecurityFix">It fixes a security problem, as its publisher says and a reviewer confirmed.</param>
/// <param name="SunsetAt">From when on a deprecated version can't be installed any more; null for never.</param>
/// <param name="RecommendedVersion">What its publisher recommends instead.</param>
public sealed record VersionResponse(
    string Version,
    DateTimeOffset ReleasedAt,
    string Commit,
    bool Prerelease,
    bool Latest,
    bool Yanked,
    DateTimeOffset? YankedAt,
    string? YankReason,
    bool Blocked,
    DateTimeOffset? BlockedAt,
    string? BlockReason,
    bool SecurityFix,
    bool Deprecated,
    string? DeprecationReason,
    DateTimeOffset? SunsetAt,
    string? RecommendedVersion);

public sealed record VersionsResponse(string ExtensionId, IReadOnlyList<VersionResponse> Versions)
{
    internal static VersionsResponse From(ListingModel listing, IReadOnlyList<ReleaseSummary> releases) => new(
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
            release.BlockedAt is not null,
            release.BlockedAt,
            release.BlockReason,
            release.IsSecurityFix,
            release.Deprecation is not null,
            release.Deprecation?.Reason,
            release.Deprecation?.SunsetAt,
            release.Deprecation?.RecommendedVersion))]);
}
