using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Rules;

/// <summary>
/// The rules for every text of a listing, even in a draft: it must fit its field, and must not contain invisible
/// characters that make it look like something else.
/// </summary>
public static class ListingTextRules
{
    public const int MaxAddressLength = 500;
    public const int MaxEmailLength = 254;
    public const int MaxCoverageLength = 120;

    /// <summary>Every problem at once, each with its field.</summary>
    public static IReadOnlyList<ErrorDetail> Check(ListingDetails details) =>
        [.. Texts(details).Select(Problem).OfType<ErrorDetail>(), .. NameProblems(details.Name.Trim())];

    /// <summary>A name that looks like another one. It may be empty in a draft.</summary>
    private static IEnumerable<ErrorDetail> NameProblems(string name)
    {
        var problem = Lookalikes.MixesAlphabets(name)
            ? "The name mixes letters of two alphabets in one word, so it can look like another name. Write each word in one alphabet."
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
        yield return new("support.coverage", "The text about coverage hours", details.Support.Coverage, MaxCoverageLength);
        if (details.Support.Hours is { } hours)
        {
            yield return new("support.hours.time_zone", "The time zone", hours.TimeZone, SupportHours.MaxTimeZone);
            foreach (var (index, holiday) in hours.Holidays.Index())
            {
                yield return new($"support.hours.holidays[{index}].name", "The holiday's name", holiday.Name, SupportHours.MaxHolidayName);
            }
        }

        yield return new("reviewer_notes", "The note to the reviewer", details.ReviewerNotes, ListingDetails.MaxReviewerNotesLength, HasLines: true);
        foreach (var link in details.Links.All)
        {
            yield return new($"links.{link.Name}", $"The link to the {link.InSentence}", link.Address, MaxAddressLength);
        }

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
        _ when text.Text.Length > text.MaxLength =>
            new($"listing.{text.Field}", $"{text.What} has {text.Text.Length} characters; the limit is {text.MaxLength}."),
        _ when PlainText.HasHidden(text.Text, text.HasLines) =>
            new($"listing.{text.Field}", $"{text.What} contains invisible, control or direction-changing characters. Type it again as plain text."),
        _ => null,
    };

    private sealed record ListingText(string Field, string What, string? Text, int MaxLength, bool HasLines = false);
}
