using System.Globalization;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings;

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
        [.. Texts(details).Select(Problem).OfType<ErrorDetail>()];

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
        _ when HoldsHidden(text.Text, text.HasLines) =>
            new($"listing.{text.Field}", $"{text.What} holds invisible, control or direction-changing characters. Type it again as plain text."),
        _ => null,
    };

    /// <summary>Whether a text holds characters that nobody sees or that change its direction.</summary>
    /// <param name="hasLines">Line ends and tabs are fine.</param>
    public static bool HoldsHidden(string text, bool hasLines = false) => text.EnumerateRunes().Any(rune => IsHidden(rune, hasLines));

    /// <summary>Joiners stay: emoji and several scripts are written with them.</summary>
    private static bool IsHidden(Rune rune, bool hasLines) => rune.Value switch
    {
        '\n' or '\r' or '\t' => !hasLines,
        0xAD or 0x61C or 0x180E or 0x200B or 0x200E or 0x200F or 0x2060 or 0xFEFF => true,
        >= 0x2028 and <= 0x202E or >= 0x2066 and <= 0x2069 or >= 0xFFF9 and <= 0xFFFB or >= 0xE0000 and <= 0xE0FFF => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control,
    };

    private sealed record ListingText(string Field, string What, string? Text, int MaxLength, bool HasLines = false);
}
