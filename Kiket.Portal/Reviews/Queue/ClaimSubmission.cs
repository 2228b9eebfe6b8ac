using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <param name="TakeOver">Take it even while another reviewer holds it; the screen asks first.</param>
public sealed record ClaimSubmissionRequest(Guid SubmissionId, bool TakeOver, Actor Actor);

/// <summary>Claims a submission for a reviewer, renews their claim, or takes it over from another one, who is told.</summary>
public sealed class ClaimSubmission(
    IDbContextFactory<PortalDb> databases, ReviewAccess reviews, NotifyPeople notify, SubmissionAccess access, TimeProvider clock)
{
    /// <summary>When the hold ends; refused with <c>review_held</c> while another holds it.</summary>
    public async Task<Result<DateTimeOffset>> RunAsync(ClaimSubmissionRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await reviews.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.State != SubmissionState.InReview)
        {
            return Error.Conflict("submission_not_in_review", $"This submission is {submission.StateLabel}, so there is nothing to claim.");
        }

        var now = clock.GetUtcNow();
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
            await TellAsync(db, submission, taken, request.Actor, now, cancellationToken);
            claim.PassTo(request.Actor.UserId, request.Actor.Name, now);
        }

        if (await SaveAsync(db, cancellationToken) is { } lost)
        {
            return lost;
        }

        await transaction.CommitAsync(cancellationToken);
        await access.PublishAsync(submission);
        await notify.PublishAsync(taken is { } former ? [former] : []);
        return claim.Until;
    }

    private async Task TellAsync(PortalDb db, Submission submission, Guid? former, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (former is not { } person)
        {
            return;
        }

        RecordAudit.Add(db, actor, "review.taken_over", new AuditSubject("submission", submission.Id), now, after: new { takenFrom = person });
        var draft = new NotificationDraft(
            NotificationKind.Review,
            "review.taken_over",
            $"{submission.Id}:{now.UtcTicks}",
            $"{actor.Name} took over {submission.Details.Name} {submission.Version}",
            "They review it now. Nothing you noted there is lost.",
            $"/review/{submission.Id}");
        await notify.AddAsync(db, [person], draft, cancellationToken);
    }

    private static async Task<Error?> SaveAsync(PortalDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation())
        {
            return Error.Conflict("review_held", "Another reviewer was a moment quicker. Look who holds it now.");
        }
    }
}
