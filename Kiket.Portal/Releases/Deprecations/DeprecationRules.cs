using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases.Deprecations;

/// <summary>A released version as the rules see it.</summary>
/// <param name="IsDeprecated">By a deprecation that isn't withdrawn.</param>
public sealed record RangedVersion(SemVersion Version, bool IsYanked, bool IsDeprecated);

/// <summary>What a publisher may announce. Pure: the form, the API and the change that stores it decide alike.</summary>
public static class DeprecationRules
{
    /// <summary>A sunset further away is a typing error rather than a plan.</summary>
    public const int MostYears = 10;

    private const int MostNamed = 5;

    /// <summary>The released versions of a range, highest first. A range of none or of all of them is refused.</summary>
    public static Result<IReadOnlyList<SemVersion>> Covered(string? range, IReadOnlyList<RangedVersion> released)
    {
        if (!VersionRange.Parse(range).TryGet(out var versions, out var error))
        {
            return error;
        }

        var text = VersionRange.Short(range!.Trim());
        var inside = released.Where(one => VersionRange.Covers(versions, one.Version)).ToList();
        if (inside.Count == 0)
        {
            return Error.Field(
                "version", "range_matches_nothing", $"{text} is no released version. Released are {Named(released.Select(one => one.Version))}.");
        }

        if (released.Count == 1)
        {
            return Error.Field(
                "version", "only_version", $"{released[0].Version} is the only version. Publish the one that replaces it first, then deprecate this one.");
        }

        if (released.All(one => inside.Contains(one) || one.IsYanked || one.IsDeprecated))
        {
            return Error.Field(
                "version",
                "range_matches_everything",
                $"{text} leaves no version that can be used: customers would have nowhere to go. Narrow the range, or publish what replaces it first.");
        }

        return Result.Of<IReadOnlyList<SemVersion>>([.. inside.Select(one => one.Version).OrderDescending(SemVersion.PrecedenceComparer)]);
    }

    /// <summary>What is wrong with reason, sunset and recommended version; null when nothing is.</summary>
    /// <param name="covered">Of <see cref="Covered"/>.</param>
    /// <param name="before">The sunset that it has already, which may stay whatever the time is.</param>
    public static Error? Problem(
        DeprecationTerms terms,
        IReadOnlyList<SemVersion> covered,
        IReadOnlyList<RangedVersion> released,
        DateTimeOffset now,
        DateTimeOffset? before = null) =>
        PlainText.Problem(terms.Reason, "reason", "The reason", Deprecation.MaxReason, "Enter a reason. Everyone who runs a version of it reads it.")
            ?? (terms.SunsetAt is { } sunset && sunset != before ? SunsetProblem(sunset, now) : null)
            ?? (terms.RecommendedVersion is { } recommended ? RecommendedProblem(recommended, covered, released) : null);

    /// <summary>The versions that can be recommended instead of others, highest first.</summary>
    public static IReadOnlyList<SemVersion> Recommendable(IReadOnlyList<SemVersion> covered, IReadOnlyList<RangedVersion> released) =>
    [
        .. released.Where(one => RecommendedProblem(one.Version.ToString(), covered, released) is null)
            .Select(one => one.Version)
            .OrderDescending(SemVersion.PrecedenceComparer),
    ];

    private static Error? SunsetProblem(DateTimeOffset sunset, DateTimeOffset now)
    {
        if (sunset <= now)
        {
            return Error.Field(
                "sunset_at",
                "sunset_past",
                $"{SunsetInstant.Text(sunset)} is over. Choose a later sunset; to stop new installations at once, yank the version.");
        }

        return sunset > now.AddYears(MostYears)
            ? Error.Field("sunset_at", "sunset_far", $"{SunsetInstant.Text(sunset)} is more than {MostYears} years away. Choose an earlier one, or none.")
            : null;
    }

    private static Error? RecommendedProblem(string text, IReadOnlyList<SemVersion> covered, IReadOnlyList<RangedVersion> released)
    {
        Error No(string code, string message) => Error.Field("recommended_version", code, message);

        var shown = VersionRange.Short(text);
        if (!SemVersion.TryParse(text.Trim(), SemVersionStyles.Strict, out var version, VersionRange.MaxLength)
            || released.FirstOrDefault(one => one.Version.ComparePrecedenceTo(version) == 0) is not { } found)
        {
            var known = Named(released.Select(one => one.Version));
            return No("recommended_not_found", $"{shown} isn't released, so it can't be recommended. Released are {known}.");
        }

        if (found.IsYanked)
        {
            return No("recommended_yanked", $"{shown} was withdrawn, so it can't be recommended. Choose another version.");
        }

        if (found.IsDeprecated || covered.Any(one => one.ComparePrecedenceTo(version) == 0))
        {
            return No("recommended_deprecated", $"{shown} is deprecated itself, so it can't be recommended. Choose another version.");
        }

        if (covered.Count > 0 && version.ComparePrecedenceTo(covered[0]) < 0)
        {
            return No("recommended_lower", $"{shown} is below {covered[0]}, which you deprecate: nobody can upgrade to it. Choose a higher version.");
        }

        return version.IsPrerelease && covered.Any(one => !one.IsPrerelease)
            ? No("recommended_prerelease", $"{shown} is a prerelease, which isn't offered to those who run a stable version. Choose a stable one.")
            : null;
    }

    private static string Named(IEnumerable<SemVersion> versions)
    {
        var all = versions.OrderDescending(SemVersion.PrecedenceComparer).Select(version => version.ToString()).ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }
}
