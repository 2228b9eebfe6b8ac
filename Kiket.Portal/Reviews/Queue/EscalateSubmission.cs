using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>
/// A reviewer leaves a submission to another one: the reason goes to the other reviewers, the hold is given back,
/// and for this hand-in the first reviewer no longer decides while there is another who can. Refused when there is none.
/// </summary>
public sealed class EscalateSubmission(
    IDbContextFactory<PortalDb> databases, ReviewAccess reviews, PlatformAccess platform, NotifyPeople notify, SubmissionAccess access, TimeProvider clock)
{
    public async Task<Result> RunAsync(Guid submissionId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var words = reason.Trim();
        if (words.Length is 0 or > Escalation.MaxReasonLength)
        {
            return Error.Field("reason", "reason_length", words.Length == 0 ? "Say what the other reviewer should look at." : $"The reason has {words.Length} characters; keep it to {Escalation.MaxReasonLength}.");
        }

        var others = (await platform.WithRoleAsync(PlatformRoles.Reviewer, cancellationToken)).Where(person => person != actor.UserId).ToList();
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await reviews.OpenClaimedAsync(db, submissionId, actor, now, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var first = await ReviewQueries.FirstApprovalAsync(db, submission, cancellationToken);
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
        RecordAudit.Add(db, actor, "submission.escalated", new AuditSubject("submission", submission.Id), now, after: new { reason = words });
        await notify.AddAsync(
            db,
            others,
            new NotificationDraft(
                NotificationKind.Review, "submission.escalated", $"{submission.Id}:{submission.Entries.Count}", $"{actor.Name} asks for another reviewer: {submission.Details.Name} {submission.Version}", words, $"/review/{submission.Id}"),
            cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SubmissionAccess.ChangedMeanwhile(submission);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return Error.Conflict("already_escalated", "You have left this to another reviewer already.");
        }

        await transaction.CommitAsync(cancellationToken);
        await access.PublishAsync(submission);
        await notify.PublishAsync(others);
        return Result.Success();
    }
}
