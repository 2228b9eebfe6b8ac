using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases.Deprecations;

/// <summary>One version, such as <c>1.2.0</c>, or a range in npm's notation, such as <c>&lt;1.2.0</c> or <c>1.2.x</c>.</summary>
public static class VersionRange
{
    /// <summary>Longer than any range that a person reads.</summary>
    public const int MaxLength = 200;

    /// <summary>The versions of a text. A prerelease is inside when its precedence is: 1.2.0-rc.1 is below 1.2.0.</summary>
    public static Result<SemVersionRange> Parse(string? text)
    {
        var range = (text ?? "").Trim();
        if (range.Length == 0)
        {
            return Error.Field("version", "version_missing", "Enter a version, such as 1.2.0, or a range, such as <1.2.0.");
        }

        if (range.Length <= MaxLength && SemVersion.TryParse(range, SemVersionStyles.Strict, out var version, MaxLength))
        {
            return SemVersionRange.Equals(version.WithoutMetadata());
        }

        return range.Length <= MaxLength && SemVersionRange.TryParseNpm(range, includeAllPrerelease: true, out var versions, MaxLength)
            ? versions
            : Error.Field(
                "version",
                "version_invalid",
                $"“{Short(range)}” is neither a version nor a range. Write a version, such as 1.2.0, or a range, such as <1.2.0, 1.2.x or >=1.0.0 <1.4.0.");
    }

    /// <summary>Whether a version is inside. Build metadata doesn't count.</summary>
    public static bool Covers(SemVersionRange range, SemVersion version) => range.Contains(version.WithoutMetadata());

    internal static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
