using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Queue;

/// <param name="TakeOver">Claim it although another reviewer has claimed it; the screen asks first.</param>
public sealed record ClaimSubmissionRequest(Guid SubmissionId, bool TakeOver, Actor Actor);

/// <summary>Claims a submission for a reviewer, renews their claim, or takes it over from another reviewer, who is notified.</summary>
public sealed class ClaimSubmission(
    UnitOfWork unit, ReviewAccess reviews, NotifyPeople notify, SubmissionAccess access)
{
    /// <summary>Returns when the claim ends. Refused with <c>review_held</c> while another reviewer has claimed it.</summary>
    public Task<Result<DateTimeOffset>> RunAsync(ClaimSubmissionRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        work => ClaimAsync(work, request, cancellationToken),
        cancellationToken,
        _ => Task.FromResult(Error.Conflict("review_held", "Another reviewer was faster. Check who has claimed it now.")));

    private async Task<Result<DateTimeOffset>> ClaimAsync(Work work, ClaimSubmissionRequest request, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await reviews.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.State != SubmissionState.InReview)
        {
            return Error.Conflict("submission_not_in_review", $"This submission is {submission.StateLabel}, so there is nothing to claim.");
        }

        var claim = await ReviewAccess.ClaimAsync(db, submission.Id, cancellationToken);
        var taken = claim is not null && claim.IsActive(now) && claim.ReviewerId != request.Actor.UserId ? claim.ReviewerId : (Guid?)null;
        if (taken is not null && !request.TakeOver)
        {
            return ReviewAccess.ClaimedByAnother(claim!, now);
        }

        if (claim is null)
        {
            claim = ReviewClaim.Take(submission.Id, request.Actor.UserId, request.Actor.Name, now);
            db.Add(claim);
        }
        else if (claim.IsClaimedBy(request.Actor.UserId, now))
        {
            claim.Renew(now);
        }
        else
        {
            await NotifyFormerAsync(work, submission, taken, request.Actor, cancellationToken);
            claim.PassTo(request.Actor.UserId, request.Actor.Name, now);
        }

        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(taken is { } former ? [former] : []));
        return claim.Until;
    }

    private async Task NotifyFormerAsync(Work work, Submission submission, Guid? former, Actor actor, CancellationToken cancellationToken)
    {
        if (former is not { } person)
        {
            return;
        }

        work.Audit(actor, "review.taken_over", new AuditSubject("submission", submission.Id), after: new { takenFrom = person });
        var draft = new NotificationDraft(
            NotificationKind.Review,
            "review.taken_over",
            $"{submission.Id}:{work.Now.UtcTicks}",
            $"{actor.Name} took over {submission.Details.Name} {submission.Version}",
            "They review it now. Your notes are still there.",
            $"/review/{submission.Id}");
        await notify.AddAsync(work.Db, [person], draft, cancellationToken);
    }
}
