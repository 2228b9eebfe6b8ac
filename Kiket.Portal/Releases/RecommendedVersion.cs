using Semver;

namespace Kiket.Portal.Releases;

/// <summary>A release that may be upgraded to.</summary>
public sealed record ReleaseTarget(Guid Id, SemVersion Version, bool IsDeprecated, bool IsYanked, DateTimeOffset? SunsetAt)
{
    public static ReleaseTarget Of(Release release) => new(release.Id, release.Semantic, release.IsDeprecated, release.IsWithdrawn, release.SunsetAt);
}

/// <summary>Which version to move to from one that ends.</summary>
public static class RecommendedVersion
{
    /// <summary>
    /// The publisher's own choice while it can be used; else the highest stable version that is neither deprecated nor yanked. Null when none is
    /// above the installed one.
    /// </summary>
    /// <param name="recommended">What the publisher recommends; null for nothing.</param>
    public static ReleaseTarget? Of(SemVersion installed, string? recommended, IEnumerable<ReleaseTarget> releases, DateTimeOffset now)
    {
        var usable = releases
            .Where(release => release is { IsDeprecated: false, IsYanked: false }
                && !(release.SunsetAt <= now)
                && release.Version.ComparePrecedenceTo(installed) > 0)
            .OrderByDescending(release => release.Version, SemVersion.PrecedenceComparer)
            .ToList();
        var chosen = recommended is not null && VersionPolicy.Parse(recommended).TryGet(out var wanted, out _)
            ? usable.Find(release => release.Version.ComparePrecedenceTo(wanted) == 0)
            : null;
        return chosen ?? usable.Find(release => !release.Version.IsPrerelease);
    }
}
