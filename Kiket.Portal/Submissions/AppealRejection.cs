using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// A publisher's appeal against a rejection: the submission goes back to the queue unchanged, for a reviewer who did not
/// reject it. When there is no other reviewer, the operators are notified so that they can add one.
/// </summary>
public sealed class AppealRejection(
    UnitOfWork unit,
    ConfirmedPeople confirmed,
    ReserveExtensionId reserve,
    LoseExtensionId loseId,
    NotifyPeople notify,
    SubmissionAccess access)
{
    public const int MaxLength = 2000;

    /// <param name="reason">Why the decision should be reviewed again; shown to the reviewers.</param>
    public async Task<Result> RunAsync(Guid submissionId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        if (PlainText.Problem(text, "reason", "The reason", MaxLength, "Say why the decision should be reviewed again. Another reviewer will read it.")
            is { } problem)
        {
            return problem;
        }

        return await unit.RunAsync(
            work => AppealAsync(work, submissionId, text, actor, cancellationToken),
            cancellationToken,
            db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));
    }

    private async Task<Result> AppealAsync(Work work, Guid submissionId, string text, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.IsPrivate)
        {
            return Error.Conflict(
                "submission_private", "Your own organization decided on this. Talk to its Owners and Admins, then submit a new version.");
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        LostId? lostId = null;
        if (submission.State == SubmissionState.Rejected)
        {
            if (await OvertakenAsync(db, submission, now, cancellationToken) is { } overtaken)
            {
                return overtaken;
            }

            // The rejection released the id.
            var reservation = await reserve.RunAsync(
                db, submission.Registry, submission.ExtensionId!, submission.OrganizationId, submission.RepositoryId!.Value, cancellationToken);
            if (!reservation.TryGet(out var reserved, out error))
            {
                return error;
            }

            lostId = await loseId.AddAsync(db, reserved.Extension, reserved.LostBy, LostIdReason.Proven, actor, cancellationToken);
        }

        var key = VersionPolicy.Parse(submission.Version).TryGet(out var version, out _) ? VersionPolicy.PrecedenceKey(version) : submission.Version ?? "";
        if (submission.Appeal(key, text, SubmissionAccess.Publisher(actor), now) is { Succeeded: false } refused)
        {
            return refused;
        }

        work.Audit(
            actor,
            "submission.appealed",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, reason = text });
        var notified = await NotifyAsync(db, submission, text, cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(notified));
        work.Refresh(() => loseId.PublishAsync(lostId));
        return Result.Success();
    }

    /// <summary>What has happened since the rejection that rules this version out, whatever the appeal says.</summary>
    private static async Task<Error?> OvertakenAsync(PortalDb db, Submission submission, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var readiness = SubmissionReadiness.Check(submission, await ReadinessQueries.FactsAsync(db, submission, now, cancellationToken));
        return readiness.Refusals.Count > 0 ? readiness.Refusals[0] : null;
    }

    private async Task<IReadOnlyList<Guid>> NotifyAsync(PortalDb db, Submission submission, string reason, CancellationToken cancellationToken)
    {
        var reviewers = (await PlatformAccess.WithRoleAsync(db, PlatformRoles.Reviewer, cancellationToken)).Except(submission.RejectedBy).ToList();
        var publishers = await SubmissionPeople.OnPublishersSide(db)
            .Where(one => one.SubmissionId == submission.Id)
            .Select(one => one.UserId)
            .ToListAsync(cancellationToken);
        var able = reviewers.Except(publishers).ToList();
        var what = $"{submission.Details.Name} {submission.Version}";
        var subject = $"{submission.Id}:{submission.Entries.Count}";
        var text = reason.Length > 300 ? reason[..300] + "…" : reason;
        if (able.Count > 0)
        {
            await notify.AddAsync(
                db,
                able,
                new NotificationDraft(
                    NotificationKind.Review,
                    "submission.appealed",
                    subject,
                    $"An appeal for {what} waits for another reviewer",
                    text,
                    $"/review/{submission.Id}"),
                cancellationToken);
            return able;
        }

        var operators = await PlatformAccess.WithRoleAsync(db, PlatformRoles.Operator, cancellationToken);
        await notify.AddAsync(
            db,
            operators,
            new NotificationDraft(
                NotificationKind.Review,
                "submission.appeal_needs_reviewer",
                subject,
                $"An appeal for {what} has no reviewer",
                "Every reviewer has already rejected it or belongs to the publisher. Add another reviewer.",
                "/operations/people"),
            cancellationToken);
        return operators;
    }
}
