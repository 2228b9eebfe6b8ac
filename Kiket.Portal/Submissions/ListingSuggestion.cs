using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Submissions;

/// <summary>Listing details as far as a manifest speaks of them, so that a publisher corrects instead of typing.</summary>
public static class ListingSuggestion
{
    public static ListingDetails From(Manifest? manifest)
    {
        if (manifest is null)
        {
            return new ListingDetails();
        }

        return new ListingDetails
        {
            Name = Bounded(manifest.Name, ListingDetails.MaxNameLength),
            Summary = Bounded(manifest.Description, ListingDetails.MaxSummaryLength),
            Pricing = Price(manifest.Pricing),
        };
    }

    private static Listings.Pricing Price(Manifests.Pricing? pricing) => pricing switch
    {
        { Model: "subscription" or "one_time", PriceCents: > 0 } => new Listings.Pricing(PriceModel.Flat, (long)pricing.PriceCents),
        { Model: "usage_based" or "usage", Unit: { Length: > 0 } unit, PricePerUnitCents: > 0 } => new Listings.Pricing(PriceModel.UsageBased)
        {
            Meters = [new Meter(Key(unit), Capitalized(unit), unit, (long)(pricing.PricePerUnitCents * 10_000), 0)],
        },
        _ => Listings.Pricing.Free,
    };

    private static string Key(string unit) => new([.. unit.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_').Take(40)]);

    private static string Capitalized(string unit) => char.ToUpperInvariant(unit[0]) + unit[1..];

    private static string Bounded(string? text, int length) => text is null ? "" : text.Length > length ? text[..length].TrimEnd() : text.Trim();
}
