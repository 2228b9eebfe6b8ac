using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>
/// A reviewer passes a submission on to another reviewer. The other reviewers get the reason, the claim ends, and the first
/// reviewer can no longer decide on this submission while someone else can. Refused when there is no one else.
/// </summary>
public sealed class EscalateSubmission(
    UnitOfWork unit, ReviewAccess reviews, NotifyPeople notify, SubmissionAccess access)
{
    public async Task<Result> RunAsync(Guid submissionId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var words = reason.Trim();
        if (words.Length is 0 or > Escalation.MaxReasonLength)
        {
            return Error.Field(
                "reason",
                "reason_length",
                words.Length == 0
                    ? "Write what the other reviewer should look at."
                    : $"The reason has {words.Length} characters. Use at most {Escalation.MaxReasonLength}.");
        }

        return await unit.RunAsync(
            work => EscalateAsync(work, submissionId, words, actor, cancellationToken),
            cancellationToken,
            db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));
    }

    private async Task<Result> EscalateAsync(Work work, Guid submissionId, string words, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await reviews.OpenClaimedAsync(db, submissionId, actor, now, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var first = await ReviewQueries.FirstApprovalAsync(db, submission, cancellationToken);
        if (await db.Set<Escalation>().AnyAsync(
            escalation => escalation.SubmissionId == submission.Id && escalation.SubmittedAt == submission.SubmittedAt && escalation.ReviewerId == actor.UserId,
            cancellationToken))
        {
            return Error.Conflict("already_escalated", "You have already passed this on to another reviewer.");
        }

        if (submission.State == SubmissionState.InReview && !await OtherReviewers.RemainAsync(db, submission, first, actor.UserId, cancellationToken))
        {
            return OtherReviewers.NobodyElse;
        }

        if (submission.Escalate(new Author(actor.UserId, actor.Name, Side.Reviewer), now) is { Succeeded: false } refused)
        {
            return refused;
        }

        db.Add(Escalation.Of(submission.Id, actor.UserId, actor.Name, words, submission.SubmittedAt!.Value, now));
        (await ReviewAccess.ClaimAsync(db, submissionId, cancellationToken))?.End(now);
        work.Audit(actor, "submission.escalated", new AuditSubject("submission", submission.Id), after: new { reason = words });
        var others = (await SubmissionReviewers.OfAsync(db, submission, cancellationToken)).Where(person => person != actor.UserId).ToList();
        await notify.AddAsync(
            db,
            others,
            new NotificationDraft(
                NotificationKind.Review,
                "submission.escalated",
                $"{submission.Id}:{submission.Entries.Count}",
                $"{actor.Name} asks for another reviewer: {submission.Details.Name} {submission.Version}",
                words,
                $"/review/{submission.Id}"),
            cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(others));
        return Result.Success();
    }
}
