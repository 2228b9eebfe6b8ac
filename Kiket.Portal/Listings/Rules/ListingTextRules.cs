using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Rules;

/// <summary>
/// What no text of a listing may be, finished or not: longer than its field, or with characters that nobody sees
/// and that make it read as something else. Not even a draft keeps such a text, whoever sends it.
/// </summary>
public static class ListingTextRules
{
    public const int MaxAddressLength = 500;
    public const int MaxEmailLength = 254;
    public const int MaxCoverageLength = 120;

    /// <summary>Every problem at once, each tied to its field.</summary>
    public static IReadOnlyList<ErrorDetail> Check(ListingDetails details) =>
        [.. Texts(details).Select(Problem).OfType<ErrorDetail>(), .. NameProblems(details.Name.Trim())];

    /// <summary>A name that passes for another one. An empty one is a draft's right.</summary>
    private static IEnumerable<ErrorDetail> NameProblems(string name)
    {
        var problem = Lookalikes.MixesAlphabets(name)
            ? "The name mixes letters of two alphabets in one word, so it can pass for another name. Write each word in one alphabet."
            : ReservedNames.Disguise(name);
        return problem is null ? [] : [new ErrorDetail("listing.name", problem)];
    }

    private static IEnumerable<ListingText> Texts(ListingDetails details)
    {
        yield return new("name", "The name", details.Name, ListingDetails.MaxNameLength);
        yield return new("summary", "The summary", details.Summary, ListingDetails.MaxSummaryLength);
        yield return new("base_url", "The base URL", details.BaseUrl, MaxAddressLength);
        yield return new("support.email", "The support e-mail", details.Support.Email, MaxEmailLength);
        yield return new("support.url", "The support page", details.Support.Url, MaxAddressLength);
        yield return new("support.coverage", "The text on coverage hours", details.Support.Coverage, MaxCoverageLength);
        foreach (var (key, text) in details.Justifications)
        {
            yield return new($"justifications.{key}", $"The reason for {key}", text, ListingDetails.MaxJustificationLength, HasLines: true);
        }

        foreach (var (index, meter) in details.Pricing.Meters.Index())
        {
            yield return new($"pricing.meters[{index}].key", "The meter's key", meter.Key, Meter.MaxKeyLength);
            yield return new($"pricing.meters[{index}].name", "The meter's name", meter.Name, Meter.MaxNameLength);
            yield return new($"pricing.meters[{index}].unit", "The meter's unit", meter.Unit, Meter.MaxUnitLength);
        }
    }

    private static ErrorDetail? Problem(ListingText text) => text switch
    {
        { Text: null or "" } => null,
        _ when text.Text.Length > text.MaxLength => new($"listing.{text.Field}", $"{text.What} has {text.Text.Length} characters; keep it to {text.MaxLength}."),
        _ when PlainText.HasHidden(text.Text, text.HasLines) =>
            new($"listing.{text.Field}", $"{text.What} holds invisible, control or direction-changing characters. Type it again as plain text."),
        _ => null,
    };

    private sealed record ListingText(string Field, string What, string? Text, int MaxLength, bool HasLines = false);
}
