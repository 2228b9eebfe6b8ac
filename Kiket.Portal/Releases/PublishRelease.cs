using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Releases;

/// <param name="ExtensionKey">The portal's id of the extension.</param>
/// <param name="Terms">What customers agree to, frozen as the release's first offer.</param>
public sealed record NewRelease(Guid ExtensionKey, string Version, string Commit, Guid SnapshotId, Guid SubmissionId, string ApprovedBy, OfferTerms Terms)
{
    /// <summary>The publisher marked it as a security fix, and the review confirmed that.</summary>
    public bool IsSecurityFix { get; init; }
}

/// <summary>A release with its first offer.</summary>
public sealed record PublishedRelease(Release Release, Offer Offer);

/// <summary>
/// Adds a release and its first offer inside the caller's unit of work. A release of the same extension in between changes its
/// listing as well, so that this unit loses and runs again: the highest version read here is the highest when it commits.
/// </summary>
public sealed class PublishRelease(AddOffer addOffer, TimeProvider clock)
{
    public async Task<Result<PublishedRelease>> RunAsync(PortalDb db, NewRelease request, CancellationToken cancellationToken)
    {
        if (!VersionPolicy.Parse(request.Version).TryGet(out var version, out var error))
        {
            return error;
        }

        var highest = await HighestAsync(db, request.ExtensionKey, cancellationToken);
        if (VersionPolicy.MustRise(version, highest) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var release = Release.Of(
            request.ExtensionKey, version, request.Commit, request.SnapshotId, request.SubmissionId, request.ApprovedBy, request.IsSecurityFix,
            clock.GetUtcNow());
        db.Add(release);
        await CoverReleases.CoverAsync(db, release, cancellationToken);
        return new PublishedRelease(release, await addOffer.RunAsync(db, release.Id, request.Terms, request.ApprovedBy, cancellationToken));
    }

    /// <summary>The highest versions ever released; null before the first release.</summary>
    public static async Task<HighestVersions?> HighestAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken) =>
        (await HighestAsync(db, new HashSet<Guid> { extensionKey }, cancellationToken)).GetValueOrDefault(extensionKey);

    /// <summary>The same for many extensions; those without a release are missing.</summary>
    public static async Task<IReadOnlyDictionary<Guid, HighestVersions>> HighestAsync(
        PortalDb db, IReadOnlySet<Guid> extensionKeys, CancellationToken cancellationToken)
    {
        if (extensionKeys.Count == 0)
        {
            return new Dictionary<Guid, HighestVersions>();
        }

        var versions = await db.Set<Release>().Where(release => extensionKeys.Contains(release.ExtensionKey))
            .Select(release => new { release.ExtensionKey, release.Version })
            .ToListAsync(cancellationToken);
        return versions.GroupBy(release => release.ExtensionKey).ToDictionary(
            group => group.Key,
            group => HighestVersions.Of(
                [.. group.Select(release => SemVersion.Parse(release.Version, SemVersionStyles.Strict, VersionPolicy.MaxLength))]));
    }
}
