using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Submissions;

/// <summary>Listing details taken from a manifest, so that the publisher only has to correct them.</summary>
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
            Pricing = Price(manifest.Pricing, manifest.Billing),
        };
    }

    /// <summary>Updates every part of the details that still has the value filled in before to what the manifest says now.</summary>
    /// <param name="before">What was filled in before.</param>
    /// <param name="now">What would be filled in now.</param>
    public static ListingDetails Follow(ListingDetails details, ListingDetails before, ListingDetails now) => new()
    {
        Name = details.Name == before.Name ? now.Name : details.Name,
        Summary = details.Summary == before.Summary ? now.Summary : details.Summary,
        Categories = details.Categories.SequenceEqual(before.Categories, StringComparer.Ordinal) ? now.Categories : details.Categories,
        Pricing = details.Pricing.IsSame(before.Pricing) ? now.Pricing : details.Pricing,
        Support = details.Support == before.Support ? now.Support : details.Support,
        Links = details.Links == before.Links ? now.Links : details.Links,
        BaseUrl = details.BaseUrl == before.BaseUrl ? now.BaseUrl : details.BaseUrl,
        IsSecurityFix = details.IsSecurityFix,
        ReviewerNotes = details.ReviewerNotes == before.ReviewerNotes ? now.ReviewerNotes : details.ReviewerNotes,
        Justifications = Follow(details.Justifications, before.Justifications, now.Justifications),
    };

    /// <summary>Follows each permission separately: the reason for one says nothing about another.</summary>
    private static Dictionary<string, string> Follow(
        IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        var followed = now.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        foreach (var (permission, reason) in given.Where(pair => !before.TryGetValue(pair.Key, out var filled) || filled != pair.Value))
        {
            followed[permission] = reason;
        }

        return followed;
    }

    private static Releases.Offers.Pricing Price(Manifests.Pricing? pricing, BillingTerms? billing) => pricing switch
    {
        { Model: "subscription" or "one_time", PriceCents: > 0 } => new Releases.Offers.Pricing(PriceModel.Flat, (long)pricing.PriceCents)
        {
            TrialDays = billing?.TrialDays is > 0 and <= Releases.Offers.Pricing.MaxTrialDays and var days ? days : 0,
        },
        { Model: "usage_based" or "usage", Unit: { Length: > 0 } unit, PricePerUnitCents: > 0 } => new Releases.Offers.Pricing(PriceModel.UsageBased)
        {
            Meters = [new Meter(Key(unit), Capitalized(unit), unit, (long)(pricing.PricePerUnitCents * 10_000), 0)],
        },
        _ => Releases.Offers.Pricing.Free,
    };

    private static string Key(string unit) =>
        new([.. unit.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_').Take(40)]);

    private static string Capitalized(string unit) => char.ToUpperInvariant(unit[0]) + unit[1..];

    private static string Bounded(string? text, int length) => text is null ? "" : text.Length > length ? text[..length].TrimEnd() : text.Trim();
}
