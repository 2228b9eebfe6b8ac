using Kiket.Portal.Listings;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Api;

public sealed record PublisherAnswer(string? Slug, string Name, bool Verified);

public sealed record MeterAnswer(string Key, string Name, string Unit, long UnitPriceMicros, long Included, long? Cap);

/// <param name="PriceCents">Per month, for flat; 0 otherwise.</param>
public sealed record PricingAnswer(PriceModel Model, long PriceCents, string Currency, IReadOnlyList<MeterAnswer> Meters)
{
    /// <summary>What is charged: a draft keeps what was typed for another model, in case its publisher comes back to it.</summary>
    internal static PricingAnswer From(Pricing pricing) => new(
        pricing.Model,
        pricing.Model == PriceModel.Flat ? pricing.PriceCents : 0,
        pricing.Currency,
        [.. (pricing.Model == PriceModel.UsageBased ? pricing.Meters : []).Select(meter => new MeterAnswer(meter.Key, meter.Name, meter.Unit, meter.UnitPriceMicros, meter.Included, meter.Cap))]);
}

/// <param name="Managed">Kiket hosts it; otherwise its publisher does.</param>
/// <param name="MonthlyCostCents">On top of the price; 0 when the publisher hosts.</param>
public sealed record HostingAnswer(bool Managed, string? Tier, long MonthlyCostCents);

/// <summary>An extension in a list.</summary>
/// <param name="Url">Its page in the marketplace; null in a private registry.</param>
public sealed record ListedExtension(
    string ExtensionId,
    string Name,
    string Summary,
    string Version,
    DateTimeOffset ReleasedAt,
    PublisherAnswer Publisher,
    IReadOnlyList<string> Categories,
    PricingAnswer Pricing,
    HostingAnswer Hosting,
    string? Url)
{
    internal static ListedExtension From(ListingCard card, string registry, PublicAddress address, HttpRequest request) => new(
        card.ExtensionId,
        card.Name,
        card.Summary,
        card.Version,
        card.ReleasedAt,
        new PublisherAnswer(null, card.PublisherName, card.IsVerified),
        card.Categories,
        PricingAnswer.From(card.Pricing),
        new HostingAnswer(card.IsManaged, null, card.HostingCost.Cents),
        Page(registry, card.ExtensionId, address, request));

    internal static string? Page(string registry, string extensionId, PublicAddress address, HttpRequest request) =>
        RegistryAccess.IsPublic(registry) ? address.Of(request, $"/marketplace/{Uri.EscapeDataString(extensionId)}") : null;
}

public sealed record BrowseAnswer(IReadOnlyList<ListedExtension> Extensions, int Page, int PerPage, int Total);

public sealed record SupportAnswer(string? Email, string? Url, int? FirstResponseHours, string? Coverage);

/// <param name="Scope">As the manifest spells it.</param>
/// <param name="Justification">Why it is needed, in the publisher's words.</param>
public sealed record PermissionAnswer(string Scope, string? Justification);

/// <summary>The public face of an extension: its latest release and the listing details.</summary>
/// <param name="Commit">The commit that the release froze.</param>
/// <param name="Egress">Hosts that the extension may call.</param>
public sealed record ListingAnswer(
    string Registry,
    string ExtensionId,
    string Name,
    string Summary,
    string Version,
    DateTimeOffset ReleasedAt,
    string Commit,
    PublisherAnswer Publisher,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Tags,
    PricingAnswer Pricing,
    HostingAnswer Hosting,
    SupportAnswer Support,
    IReadOnlyList<PermissionAnswer> Permissions,
    IReadOnlyList<PermissionAnswer> Egress,
    DocumentsAnswer Documents,
    DateTimeOffset FirstListedAt,
    DateTimeOffset UpdatedAt,
    string? Url)
{
    internal static ListingAnswer From(ListingPage page, PublicAddress address, HttpRequest request)
    {
        var (listing, details, manifest) = (page.Listing, page.Listing.Details, page.Snapshot.Manifest);
        PermissionAnswer Reasoned(string key) => new(key, details.Justifications.GetValueOrDefault(key));

        return new ListingAnswer(
            listing.Registry,
            listing.ExtensionId,
            details.Name,
            details.Summary,
            listing.Version,
            listing.ReleasedAt,
            listing.Commit,
            new PublisherAnswer(listing.PublisherSlug, listing.PublisherName, listing.IsVerified),
            details.Categories,
            listing.Tags,
            PricingAnswer.From(details.Pricing),
            new HostingAnswer(listing.IsManaged, listing.HostingTier, listing.HostingCents),
            new SupportAnswer(details.Support.Email, details.Support.Url, details.Support.FirstResponseHours, details.Support.Coverage),
            [.. manifest?.Permissions.Select(permission => Reasoned(permission.Declared)) ?? []],
            [.. manifest?.Hosting?.Egress.Select(host => Reasoned(host.Host)) ?? []],
            DocumentsAnswer.From(page.Snapshot),
            listing.FirstListedAt,
            listing.ChangedAt,
            ListedExtension.Page(listing.Registry, listing.ExtensionId, address, request));
    }
}

/// <param name="Latest">The version that the listing shows.</param>
/// <param name="YankReason">Why new installations are stopped.</param>
public sealed record VersionAnswer(
    string Version,
    DateTimeOffset ReleasedAt,
    string Commit,
    bool Prerelease,
    bool Latest,
    bool Yanked,
    DateTimeOffset? YankedAt,
    string? YankReason,
    bool Deprecated);

public sealed record VersionsAnswer(string ExtensionId, IReadOnlyList<VersionAnswer> Versions)
{
    internal static VersionsAnswer From(Listing listing, IReadOnlyList<ReleaseSummary> releases) => new(
        listing.ExtensionId,
        [.. releases.Select(release => new VersionAnswer(
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
