using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>
/// Versions are strict semantic versions, and each one is above the one before. Build metadata is ignored.
/// </summary>
public static class VersionPolicy
{
    /// <summary>The parts of a semantic version have no length limit of their own.</summary>
    public const int MaxLength = 256;

    public const string NotGreater = "version_not_greater";

    public static Result<SemVersion> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Error.Field("version", "version_missing", "The manifest has no version. Add one, such as 1.0.0.");
        }

        return SemVersion.TryParse(text, SemVersionStyles.Strict, out var version, MaxLength)
            ? version
            : Error.Field(
                "version",
                "version_invalid",
                $"“{(text.Length > 60 ? text[..60] + "…" : text)}” is not a semantic version. Write major.minor.patch, such as 1.2.0.");
    }

    /// <summary>
    /// Refuses a version that isn't above the highest published one. The message names that one and what to do.
    /// </summary>
    public static Result MustRise(SemVersion candidate, SemVersion? highest)
    {
        if (highest is null || candidate.ComparePrecedenceTo(highest) > 0)
        {
            return Result.Success();
        }

        var relation = candidate.ComparePrecedenceTo(highest) == 0 ? "is already published" : $"is not above {highest}";
        var next = highest.WithoutPrereleaseOrMetadata().With(patch: highest.IsPrerelease ? highest.Patch : highest.Patch + 1);
        return Error.Conflict(
            NotGreater, $"{candidate} {relation}. The current version is {highest}: raise at least the patch, for example to {next}.");
    }

    /// <summary>What identifies a version: everything except build metadata.</summary>
    public static string PrecedenceKey(SemVersion version) => version.WithoutMetadata().ToString();
}
