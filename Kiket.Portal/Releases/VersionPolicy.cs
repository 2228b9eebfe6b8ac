using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>Versions are strict semantic versions and only rise. Build metadata does not count.</summary>
public static class VersionPolicy
{
    /// <summary>Parts of a semantic version are unbounded; this keeps one version from being a page of digits.</summary>
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
            : Error.Field("version", "version_invalid", $"“{(text.Length > 60 ? text[..60] + "…" : text)}” is not a semantic version. Write major.minor.patch, such as 1.2.0.");
    }

    /// <summary>Refuses a version that is not above the highest published one, naming that one and what to do.</summary>
    public static Result MustRise(SemVersion candidate, SemVersion? highest)
    {
        if (highest is null || candidate.ComparePrecedenceTo(highest) > 0)
        {
            return Result.Success();
        }

        var relation = candidate.ComparePrecedenceTo(highest) == 0 ? "is already published" : $"is not above {highest}";
        return Error.Conflict(
            NotGreater,
            $"{candidate} {relation}. The current version is {highest}: raise at least the patch, for example to {highest.WithoutPrereleaseOrMetadata().With(patch: highest.IsPrerelease ? highest.Patch : highest.Patch + 1)}.");
    }

    /// <summary>What makes two versions the same: everything but build metadata.</summary>
    public static string PrecedenceKey(SemVersion version) => version.WithoutMetadata().ToString();
}
