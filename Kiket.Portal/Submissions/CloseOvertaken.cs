using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Closes the submissions that a release overtakes, with the reviewers or back for changes: their version isn't above it, so no
/// reviewer could approve them any more. The publisher is told, and so is whoever waits for the changes.
/// </summary>
public sealed class CloseOvertaken(UnitOfWork unit, NotifyPeople notify, SubmissionPeople people, SubmissionAccess access) : IEventHandler<ReleasePublished>
{
    public const string HandlerName = "close-overtaken";

    private static readonly Author Portal = new(Guid.Empty, "Kiket Marketplace", Side.Portal);

    public async Task RunAsync(ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var closed = await unit.RunAsync(work => CloseAsync(work, happened, at, cancellationToken), cancellationToken);
        if (!closed.Succeeded)
        {
            // A reviewer or the publisher changed one of them at the same moment. The next try sees what they did.
            throw new LostRaceException();
        }
    }

    private async Task<Result> CloseAsync(Work work, ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var open = await db.Set<Submission>()
            .Where(submission => submission.ExtensionKey == happened.ExtensionKey
                && (submission.State == SubmissionState.InReview || submission.State == SubmissionState.ChangesRequested))
            .Select(submission => submission.Id)
            .ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return Result.Success();
        }

        var highest = await PublishRelease.HighestAsync(db, happened.ExtensionKey, cancellationToken);
        foreach (var id in open)
        {
            var submission = (await SubmissionAccess.LoadAsync(db, id, cancellationToken))!;
            var asked = submission.State == SubmissionState.ChangesRequested
                ? submission.Entries.LastOrDefault(entry => entry.Kind == SubmissionEntryKind.ChangesRequested)?.AuthorId
                : null;
            if (!VersionPolicy.Parse(submission.Version).TryGet(out var version, out _)
                || VersionPolicy.MustRise(version, highest) is { Succeeded: true })
            {
                continue;
            }

            if (submission.Overtake($"{happened.Version} was approved meanwhile, so {submission.Version} can no longer be released.", Portal, at).Succeeded)
            {
                await TellAsync(work, submission, happened, at, cancellationToken);
                await TellReviewerAsync(work, submission, happened, asked, cancellationToken);
            }
        }

        return Result.Success();
    }

    private async Task TellAsync(Work work, Submission submission, ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        RecordAudit.Add(
            db,
            actor: null,
            "submission.overtaken",
            new AuditSubject("submission", submission.Id),
            at,
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, by = happened.Version });
        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == submission.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        var publishers = await people.PublishersAsync(db, submission, cancellationToken);
        await notify.AddAsync(
            db,
            publishers,
            new NotificationDraft(
                NotificationKind.Submission,
                "submission.overtaken",
                $"{submission.Id}:{happened.Version}",
                $"{submission.Details.Name} {submission.Version} was closed",
                $"{happened.Version} was approved first, so {submission.Version} is no longer above the highest version. To release more, raise the version.",
                $"/orgs/{slug}/extensions/submissions/{submission.Id}"),
            cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(publishers));
    }

    /// <summary>The reviewer who asked for changes that won't come any more.</summary>
    private async Task TellReviewerAsync(Work work, Submission submission, ReleasePublished happened, Guid? reviewer, CancellationToken cancellationToken)
    {
        if (reviewer is not { } person || person == Guid.Empty)
        {
            return;
        }

        await notify.AddAsync(
            work.Db,
            [person],
            new NotificationDraft(
                NotificationKind.Submission,
                "review.overtaken",
                $"{submission.Id}:{happened.Version}",
                $"{submission.Details.Name} {submission.Version} was closed",
                $"{happened.Version} was approved first, so the changes that you asked for are no longer needed.",
                $"/review/{submission.Id}"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync([person]));
    }
}
