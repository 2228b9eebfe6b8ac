using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Semver;

namespace Kiket.Portal.Ratings;

/// <summary>A time in which an organization ran an extension.</summary>
/// <param name="Until">Null while it runs.</param>
/// <param name="Version">That runs, or ran last.</param>
public sealed record RanExtension(DateTimeOffset From, DateTimeOffset? Until, string Version);

/// <summary>Who may rate, and what a rating and a reply may say.</summary>
public static class RatingRules
{
    /// <summary>Who has run it for less time can't know it.</summary>
    public static readonly TimeSpan MinRunning = TimeSpan.FromHours(72);

    /// <summary>Who left it longer ago rates something that may have changed.</summary>
    public static readonly TimeSpan MaxAway = TimeSpan.FromDays(90);

    /// <summary>Organizations that are made to rate something are young.</summary>
    public static readonly TimeSpan FreshOrganization = TimeSpan.FromDays(14);

    /// <summary>More than anybody needs to correct a text, and few enough that a history stays readable.</summary>
    public const int MaxRevisionsPerDay = 10;

    public const string OwnExtension = "own_extension";

    /// <summary>The time by which an organization may rate: the one that runs, else the last.</summary>
    public static Result<RanExtension> Eligible(IReadOnlyCollection<RanExtension> ran, string name, DateTimeOffset now)
    {
        if (ran.Count == 0)
        {
            return Error.Forbidden("not_installed", $"Only organizations that run {name} can rate it. Install it first.");
        }

        var newest = ran.OrderBy(one => one.Until is null ? 0 : 1).ThenByDescending(one => one.Until ?? one.From).ToList();
        var qualified = newest.Where(one => (one.Until ?? now) - one.From >= MinRunning).ToList();
        if (qualified.Find(one => one.Until is null || now - one.Until <= MaxAway) is { } counts)
        {
            // What it runs now is what it writes about, however short.
            return newest[0].Until is null ? newest[0] : counts;
        }

        return newest[0] switch
        {
            { Until: null } running => Error.Forbidden(
                "installed_too_short",
                $"Your organization hasn't run {name} for 72 hours yet. You can rate it from {Moment(running.From + MinRunning)} on."),
            _ when qualified.Count > 0 => Error.Forbidden(
                "uninstalled_long_ago", $"Your organization uninstalled {name} more than 90 days ago. Install it again to rate it."),
            _ => Error.Forbidden(
                "installed_too_short", $"Your organization ran {name} for less than 72 hours. Install it again and try it for longer to rate it."),
        };
    }

    /// <summary>What a person typed, cleaned.</summary>
    /// <returns>Stars and text; the version comes from what runs.</returns>
    public static Result<(int Stars, string Text)> Content(int? stars, string? text)
    {
        if (stars is not (>= 1 and <= ListedRating.MaxStars))
        {
            return Error.Field("stars", "stars_invalid", $"Choose 1 to {ListedRating.MaxStars} stars.");
        }

        var clean = Clean(text);
        if (clean.Length is > 0 and < Rating.MinText)
        {
            return Error.Field(
                "text", "text_length", $"The text has {clean.Length} characters. Write at least {Rating.MinText}, or leave it empty.");
        }

        return PlainText.Problem(clean, "text", "The text", Rating.MaxText, empty: null) is { } problem ? problem : (stars.Value, clean);
    }

    /// <summary>A version that a publisher names, such as <c>1.4</c>; null for none.</summary>
    /// <param name="writtenFor">The version that the rating was written for.</param>
    public static Result<string?> AddressedIn(string? typed, string writtenFor)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return Result.Of<string?>(null);
        }

        if (Version(text) is not { } version)
        {
            return Error.Field("addressed_in", "addressed_in_invalid", "Write a version, such as 1.4 or 1.4.0, or leave it empty.");
        }

        return Version(writtenFor) is { } before && SemVersion.ComparePrecedence(version, before) <= 0
            ? Error.Field("addressed_in", "addressed_in_too_low", $"The rating was written for {writtenFor}. Name a version above that, or leave it empty.")
            : Result.Of<string?>(text);
    }

    /// <summary>Whether an organization that runs one version has what was addressed in another.</summary>
    public static bool Reaches(string running, string addressedIn) =>
        Version(running) is { } now && Version(addressedIn) is { } wanted && SemVersion.ComparePrecedence(now, wanted) >= 0;

    /// <summary>Line ends of one kind, without white space around.</summary>
    public static string Clean(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();

    private static SemVersion? Version(string text) =>
        SemVersion.TryParse(text, SemVersionStyles.OptionalMinorPatch, out var version, VersionPolicy.MaxLength) ? version : null;

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
