using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>
/// An operator blocks a version that turned out to be dangerous, for every installation at once, or takes that back. Nothing is sent to a blocked
/// version any more, and nobody can come to it; who runs it is notified, and can only leave. A yank, the publisher's own act, stops new
/// installations alone.
/// </summary>
public sealed class BlockRelease(UnitOfWork unit, ShowCurrentRelease showCurrent, NotifyPeople notify, ListingTopic listings)
{
    public const int MaxReason = 1000;

    public Task<Result> RunAsync(Guid releaseId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        return unit.RunAsync(
            work => ChangeAsync(
                work,
                releaseId,
                actor,
                new Change(
                    "release.blocked",
                    release => ReasonProblem(text) is { } problem ? problem : release.Block(text, work.Now),
                    release => new ReleaseBlocked(release.Id, release.ExtensionKey, release.Version, text),
                    "was blocked",
                    $"{text} Nothing is sent to it any more, and nobody can install it. Who runs it is notified. Publish a version without the danger."),
                cancellationToken),
            cancellationToken);
    }

    public Task<Result> TakeBackAsync(Guid releaseId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => ChangeAsync(
            work,
            releaseId,
            actor,
            new Change(
                "release.unblocked",
                release => release.Unblock(),
                release => new ReleaseUnblocked(release.Id, release.ExtensionKey, release.Version),
                "is no longer blocked",
                "It can be installed and used again. Organizations that run it are notified."),
            cancellationToken),
        cancellationToken);

    private static Error? ReasonProblem(string text) =>
        PlainText.Problem(text, "reason", "The reason", MaxReason, "Enter a reason. Everyone who runs the version reads it.");

    private async Task<Result> ChangeAsync(Work work, Guid releaseId, Actor actor, Change change, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notAllowed)
        {
            return notAllowed.Error;
        }

        if (await db.Set<Release>().SingleOrDefaultAsync(candidate => candidate.Id == releaseId, cancellationToken) is not { } release)
        {
            return Error.NotFound("release_not_found", "There is no such version. Reload the page.");
        }

        var before = new { release.BlockedAt, release.BlockReason };
        if (change.Apply(release) is { Succeeded: false } refused)
        {
            return refused;
        }

        var extension = await db.Set<Extension>().SingleAsync(candidate => candidate.Id == release.ExtensionKey, cancellationToken);
        work.Audit(
            actor,
            change.Action,
            new AuditSubject("release", $"{extension.ExtensionId} {release.Version}"),
            extension.OrganizationId,
            before,
            new { release.BlockedAt, release.BlockReason });
        await showCurrent.RunAsync(work, extension, cancellationToken);
        await NotifyPublisherAsync(work, extension, release, change, cancellationToken);
        work.Raise(change.Happened(release));
        work.Refresh(() => listings.PublishAsync(extension.Id));
        return Result.Success();
    }

    private async Task NotifyPublisherAsync(Work work, Extension extension, Release release, Change change, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var people = await OrganizationQueries.MemberIdsAsync(db, extension.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var slug = await db.Set<Organization>().Where(one => one.Id == extension.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                change.Action,
                // A version can be blocked again after that was taken back.
                string.Create(CultureInfo.InvariantCulture, $"{release.Id}:{work.Now.UtcTicks}"),
                $"{extension.ExtensionId} {release.Version} {change.Title}",
                change.Notice,
                $"/orgs/{slug}/extensions/published/{extension.ExtensionId}"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }

    private sealed record Change(string Action, Func<Release, Result> Apply, Func<Release, IEvent> Happened, string Title, string Notice);
}
