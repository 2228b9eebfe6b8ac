using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Releases.Offers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Kiket.Portal.Components.Listings;

/// <summary>
/// The listing as schema.org's SoftwareApplication, for search engines. It is a data block, not a script, so the content
/// security policy does not apply. The JSON writer escapes anything that could end the block.
/// </summary>
public sealed class StructuredData : ComponentBase
{
    [Parameter, EditorRequired] public required ListingModel Source { get; set; }

    [Parameter, EditorRequired] public required Uri Address { get; set; }

    [Parameter, EditorRequired] public required Uri Picture { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder) =>
        builder.AddMarkupContent(0, $"<script type=\"application/ld+json\">{Json(Source, Address, Picture)}</script>");

    internal static string Json(ListingModel listing, Uri address, Uri picture)
    {
        return JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "SoftwareApplication",
            ["name"] = listing.Name,
            ["description"] = listing.Summary,
            ["applicationCategory"] = "BusinessApplication",
            ["operatingSystem"] = "Kiket",
            ["softwareVersion"] = listing.Version,
            ["datePublished"] = listing.ReleasedAt?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["url"] = address.AbsoluteUri,
            ["image"] = picture.AbsoluteUri,
            ["author"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@type"] = "Organization", ["name"] = listing.PublisherName },
            ["offers"] = Offer(listing),
            ["aggregateRating"] = Rating(listing.Rating),
        }.Where(member => member.Value is not null || member.Key != "aggregateRating").ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Left out where the page shows no average, because search engines take it for one.</summary>
    private static Dictionary<string, object?>? Rating(ListedRating rating) => rating.Average is not { } average
        ? null
        : new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@type"] = "AggregateRating",
            ["ratingValue"] = average.ToString("0.0", CultureInfo.InvariantCulture),
            ["ratingCount"] = rating.Count,
            ["reviewCount"] = rating.Texts,
            ["bestRating"] = ListedRating.MaxStars,
            ["worstRating"] = 1,
        };

    /// <summary>Left out for prices that depend only on usage, because 0 would mean free.</summary>
    private static Dictionary<string, object?> Offer(ListingModel listing)
    {
        var total = listing.Amount + listing.HostingCost;
        var offer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@type"] = "Offer",
            ["priceCurrency"] = total.Currency,
            ["priceSpecification"] = Prices(listing).ToList(),
        };
        if (total.Cents > 0 || listing.Terms.Pricing.Model != PriceModel.UsageBased)
        {
            offer["price"] = Amount(total.Cents / 100m);
        }

        return offer;
    }

    /// <summary>The monthly price including hosting, and each meter's unit price.</summary>
    private static IEnumerable<Dictionary<string, object?>> Prices(ListingModel listing)
    {
        var total = listing.Amount + listing.HostingCost;
        var meters = listing.Terms.Pricing.Meters;
        if (total.Cents > 0 || meters.Count == 0)
        {
            yield return Unit(Amount(total.Cents / 100m), "month");
        }

        foreach (var meter in meters)
        {
            yield return Unit((meter.UnitPriceMicros / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture), meter.Unit);
        }
    }

    private static Dictionary<string, object?> Unit(string price, string unit) => new(StringComparer.Ordinal)
    {
        ["@type"] = "UnitPriceSpecification",
        ["price"] = price,
        ["priceCurrency"] = "USD",
        ["unitText"] = unit,
    };

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
