using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Submissions;

/// <param name="Organization">The publisher: slug or id.</param>
public sealed record YankReleaseRequest(string Organization, string Registry, string ExtensionId, string Version, Actor Actor);

/// <summary>
/// A publisher stops new installations of a version at once, with a reason that everyone reads; or takes that back. The listing falls back to the
/// release before. What is installed keeps running.
/// </summary>
public sealed class YankRelease(UnitOfWork unit, ListRelease list, ListingTopic listings)
{
    public const int MaxReason = 1000;

    /// <returns>The release.</returns>
    public Task<Result<Guid>> RunAsync(YankReleaseRequest request, string? reason, CancellationToken cancellationToken)
    {
        var text = (reason ?? "").Trim();
        return unit.RunAsync(
            work => ChangeAsync(
                work,
                request,
                "release.yanked",
                release => PlainText.Problem(text, "reason", "The reason", MaxReason, "Enter a reason. Everyone who runs the version reads it.") is { } problem
                    ? problem
                    : release.Yank(text, work.Now),
                release => new ReleaseYanked(release.Id, release.ExtensionKey, release.Version, text),
                cancellationToken),
            cancellationToken);
    }

    public Task<Result<Guid>> TakeBackAsync(YankReleaseRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        work => ChangeAsync(
            work,
            request,
            "release.unyanked",
            release => release.Unyank(),
            release => new ReleaseUnyanked(release.Id, release.ExtensionKey, release.Version),
            cancellationToken),
        cancellationToken);

    private async Task<Result<Guid>> ChangeAsync(
        Work work,
        YankReleaseRequest request,
        string action,
        Func<Release, Result> change,
        Func<Release, IEvent> happened,
        CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindAsync(db, request, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        var (extension, release) = found;
        var before = new { release.YankedAt, release.YankReason };
        if (change(release) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Audit(
            request.Actor,
            action,
            new AuditSubject("release", $"{extension.ExtensionId} {release.Version}"),
            extension.OrganizationId,
            before,
            new { release.YankedAt, release.YankReason });
        await ShowCurrentAsync(work, extension, cancellationToken);
        work.Raise(happened(release));
        work.Refresh(() => listings.PublishAsync(extension.Id));
        return release.Id;
    }

    private static async Task<Result<(Extension Extension, Release Release)>> FindAsync(
        PortalDb db, YankReleaseRequest request, CancellationToken cancellationToken)
    {
        var member = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!member.TryGet(out var organization, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(request.ExtensionId.Trim());
        var extension = await db.Set<Extension>().SingleOrDefaultAsync(
            candidate => candidate.Registry == request.Registry && candidate.NormalizedId == id && candidate.OrganizationId == organization.OrganizationId,
            cancellationToken);
        if (extension is null)
        {
            return Error.NotFound(
                "extension_not_found", $"{organization.Name} publishes no such extension in the registry {Short(request.Registry)}. Check both.");
        }

        // A version is named without its build metadata, or with it.
        var key = VersionPolicy.Parse(request.Version).TryGet(out var version, out _) ? VersionPolicy.PrecedenceKey(version) : "";
        return await db.Set<Release>().SingleOrDefaultAsync(
            candidate => candidate.ExtensionKey == extension.Id && candidate.PrecedenceKey == key, cancellationToken) is { } release
            ? (extension, release)
            : Error.NotFound("version_not_found", $"{extension.ExtensionId} has no version {Short(request.Version)}. Check the version.");
    }

    /// <summary>
    /// The highest stable release that can be installed, or the highest prerelease while there is none. When every release is yanked, the
    /// listing keeps showing the last one, with its reason.
    /// </summary>
    private async Task ShowCurrentAsync(Work work, Extension extension, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var releases = await db.Set<Release>().Where(release => release.ExtensionKey == extension.Id).ToListAsync(cancellationToken);
        var current = releases
            .Where(release => !release.IsYanked && !release.IsPastSunset(work.Now))
            .OrderBy(release => release.Semantic.IsPrerelease ? 1 : 0)
            .ThenByDescending(release => release.Semantic, SemVersion.PrecedenceComparer)
            .FirstOrDefault();
        var shown = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == extension.Id)
            .Select(listing => listing.ReleaseId)
            .SingleAsync(cancellationToken);
        if (current is null || current.Id == shown)
        {
            return;
        }

        await list.RunAsync(db, extension, current, await OfferQueries.CurrentAsync(db, current.Id, cancellationToken), replaces: true, cancellationToken);
        work.Raise(new ListingShown(extension.Id, current.Version));
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
