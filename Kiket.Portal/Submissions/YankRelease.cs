using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <param name="Organization">The publisher: slug or id.</param>
public sealed record YankReleaseRequest(string Organization, string Registry, string ExtensionId, string Version, Actor Actor);

/// <summary>
/// A publisher stops new installations of a version at once, with a reason that everyone reads; or takes that back. The listing falls back to the
/// release before. What is installed keeps running.
/// </summary>
public sealed class YankRelease(UnitOfWork unit, ShowCurrentRelease show, ListingTopic listings)
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
        await show.RunAsync(work, extension, cancellationToken);
        work.Raise(happened(release));
        work.Refresh(() => listings.PublishAsync(extension.Id));
        return release.Id;
    }

    private static async Task<Result<(Extension Extension, Release Release)>> FindAsync(
        PortalDb db, YankReleaseRequest request, CancellationToken cancellationToken)
    {
        var published = new PublishedRequest(request.Organization, request.Registry, request.ExtensionId, request.Actor);
        if (!(await FindPublished.RunAsync(db, published, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        // A version is named without its build metadata, or with it.
        var key = VersionPolicy.Parse(request.Version).TryGet(out var version, out _) ? VersionPolicy.PrecedenceKey(version) : "";
        return await db.Set<Release>().SingleOrDefaultAsync(
            candidate => candidate.ExtensionKey == extension.Id && candidate.PrecedenceKey == key, cancellationToken) is { } release
            ? (extension, release)
            : Error.NotFound("version_not_found", $"{extension.ExtensionId} has no version {Short(request.Version)}. Check the version.");
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
