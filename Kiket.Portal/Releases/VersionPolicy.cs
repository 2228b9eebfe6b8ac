using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>The highest versions ever released of an extension, including yanked ones, because a version is used only once.</summary>
public sealed record HighestVersions(SemVersion? Stable, SemVersion OfAnyKind)
{
    /// <summary>Of at least one version.</summary>
    public static HighestVersions Of(IReadOnlyCollection<SemVersion> versions) =>
        new(versions.Where(version => !version.IsPrerelease).Max(SemVersion.PrecedenceComparer), versions.Max(SemVersion.PrecedenceComparer)!);
}

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
    /// Refuses a stable version that isn't above the highest stable one, and a prerelease that isn't above the highest one of any
    /// kind. So a fix of 1.10.0 can follow while 2.0.0-beta.1 is out. The message names what it was compared with and what to do.
    /// </summary>
    public static Result MustRise(SemVersion candidate, HighestVersions? published)
    {
        var compared = candidate.IsPrerelease ? published?.OfAnyKind : published?.Stable;
        if (compared is null || candidate.ComparePrecedenceTo(compared) > 0)
        {
            return Result.Success();
        }

        var what = compared.IsPrerelease ? "the highest prerelease" : "the highest stable version";
        var next = compared.WithoutPrereleaseOrMetadata().With(patch: compared.IsPrerelease ? compared.Patch : compared.Patch + 1);
        return Error.Conflict(NotGreater, $"{candidate} is not above {compared}, {what}. Raise at least the patch, for example to {next}.");
    }

    /// <summary>What identifies a version: everything except build metadata.</summary>
    public static string PrecedenceKey(SemVersion version) => version.WithoutMetadata().ToString();
}
