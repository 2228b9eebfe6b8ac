using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Submissions;

/// <param name="Organization">The publisher: slug or id.</param>
public sealed record YankReleaseRequest(string Organization, string Registry, string ExtensionId, string Version, Actor Actor);

/// <summary>
/// A publisher stops new installations of a version at once, with a reason that everyone reads; or takes that back. The listing falls back to the
/// release before. What is installed keeps running.
/// </summary>
public sealed class YankRelease(UnitOfWork unit, ShowCurrentRelease showCurrent, ListingTopic listings)
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
        var named = new NamedRelease(request.Organization, request.Registry, request.ExtensionId, request.Version);
        if (!(await ReleaseAccess.OpenAsync(db, named, request.Actor, cancellationToken)).TryGet(out var found, out var error))
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
        await showCurrent.RunAsync(work, extension, cancellationToken);
        work.Raise(happened(release));
        work.Refresh(() => listings.PublishAsync(extension.Id));
        return release.Id;
    }
}
