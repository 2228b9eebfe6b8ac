using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Decisions;

public enum Decision
{
    Approve,
    RequestChanges,
    Reject,
}

/// <param name="Message">Shown to the publisher; required unless approving, or asking for changes item by item.</param>
/// <param name="ExpectedCommit">The commit the reviewer looked at, full or shortened; another one means a push came in between.</param>
public sealed record DecideSubmissionRequest(Guid SubmissionId, Decision Decision, string? Message, string? ExpectedCommit, Actor Actor)
{
    /// <summary>What must change; taken from the message when none is given.</summary>
    public IReadOnlyList<NewChangeRequest> Items { get; init; } = [];

    /// <summary>When the submission that was looked at had been handed in; null when that does not matter.</summary>
    public DateTimeOffset? ExpectedSubmittedAt { get; init; }

    /// <summary>The screen decides only what the reviewer holds; a program takes the hold with its decision.</summary>
    public bool MustHaveClaimed { get; init; }
}

/// <summary>
/// A reviewer's decision. Role, organization, hold, commit and state are checked again inside one transaction; of
/// two decisions at once the second learns who decided what and when. Where two approvals are needed, the first
/// one is kept and the submission stays in review. The last approval releases and lists in the same transaction,
/// so there is no version without its listing and none without its approval.
/// </summary>
public sealed class DecideSubmission(
    UnitOfWork unit,
    PlatformAccess platform,
    ReviewAccess reviews,
    AssessSubmission assess,
    CarryOutDecision carryOut,
    SubmissionAccess access,
    NotifyPeople notify)
{
    private const int MinShaLength = 7;

    public async Task<Result<Submission>> RunAsync(DecideSubmissionRequest request, CancellationToken cancellationToken)
    {
        if (!DecisionText.Read(request).TryGet(out var text, out var error))
        {
            return error;
        }

        return await unit.RunAsync(
            work => DecideAsync(work, request, text, cancellationToken),
            cancellationToken,
            db => LostAsync(db, request.SubmissionId, cancellationToken));
    }

    private async Task<Result<Submission>> DecideAsync(Work work, DecideSubmissionRequest request, DecisionText text, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(work, request, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        (await ReviewAccess.ClaimAsync(work.Db, submission.Id, cancellationToken))?.End(work.Now);
        var taken = Taken(request, text);
        return request.Decision == Decision.Approve
            ? await ApproveAsync(work, submission, taken, cancellationToken)
            : await FinishAsync(work, submission, taken, cancellationToken);
    }

    private async Task<Result<Submission>> ApproveAsync(Work work, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var snapshot = await work.Db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        if (submission.State != SubmissionState.InReview || (await assess.RunAsync(work.Db, submission, snapshot, cancellationToken)).NeedsTwo.Count == 0)
        {
            return await FinishAsync(work, submission, taken, cancellationToken);
        }

        var first = await CountingApprovalAsync(work.Db, submission, cancellationToken);
        if (first is null)
        {
            return await RecordFirstAsync(work, submission, taken, cancellationToken);
        }

        return first.ReviewerId == taken.Actor!.UserId
            ? Error.Conflict("second_approver_needed", $"You approved this on {first.At.UtcDateTime:d MMM yyyy HH:mm} UTC. It needs the approval of a second reviewer now.")
            : await FinishAsync(work, submission, taken with { ApprovedBy = $"{first.ReviewerName} and {taken.Actor.Name}" }, cancellationToken);
    }

    /// <summary>The first approval. It no longer counts when the reviewer who gave it has joined the publisher since.</summary>
    private static async Task<Approval?> CountingApprovalAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var first = await ReviewQueries.FirstApprovalAsync(db, submission, cancellationToken);
        if (first is null || !await SubmissionPeople.OnPublishersSide(db).AnyAsync(one => one.SubmissionId == submission.Id && one.UserId == first.ReviewerId, cancellationToken))
        {
            return first;
        }

        await db.Set<Approval>().Where(approval => approval.Id == first.Id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    /// <summary>The first of two approvals: nothing is released, the other reviewers are asked.</summary>
    private async Task<Result<Submission>> RecordFirstAsync(Work work, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var actor = taken.Actor!;
        if (submission.ApproveFirst(taken.Message, taken.Author, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Db.Add(Approval.Of(submission.Id, actor.UserId, actor.Name, submission.Commit!, submission.SubmittedAt!.Value, taken.Message, work.Now));
        var others = (await platform.WithRoleAsync(PlatformRoles.Reviewer, cancellationToken)).Where(person => person != actor.UserId).ToList();
        work.Audit(
            actor,
            "submission.approved_first",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, submission.Commit, taken.Message });
        await notify.AddAsync(
            work.Db,
            others,
            new NotificationDraft(
                NotificationKind.Review,
                "submission.approved_first",
                $"{submission.Id}:{submission.Entries.Count}",
                $"{submission.Details.Name} {submission.Version} waits for a second approver",
                $"{actor.Name} approved it. {string.Join(' ', submission.Assessment!.NeedsTwo)}",
                $"/review/{submission.Id}"),
            cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(others));
        return submission;
    }

    private async Task<Result<Submission>> FinishAsync(Work work, Submission submission, TakenDecision taken, CancellationToken cancellationToken) =>
        await carryOut.RunAsync(work, submission, taken, cancellationToken) is { Succeeded: false } refused ? refused.Error : submission;

    private async Task<Result<Submission>> OpenAsync(Work work, DecideSubmissionRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await reviews.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (request.ExpectedCommit is { Length: > 0 } expected
            && (expected.Length < MinShaLength || submission.Commit?.StartsWith(expected, StringComparison.OrdinalIgnoreCase) != true))
        {
            return Error.Conflict(
                "commit_changed",
                $"You looked at {Short(expected)}, and the submission is at {Short(submission.Commit ?? "no commit")} now. Look at what changed, then decide again.");
        }

        if (submission.State != SubmissionState.InReview)
        {
            // Who decided what and when is told by the submission itself.
            return submission;
        }

        if (request.ExpectedSubmittedAt is { } handedIn && handedIn != submission.SubmittedAt)
        {
            return Error.Conflict("submission_resubmitted", "The publisher changed it and handed it in again meanwhile. Look at what changed, then decide again.");
        }

        if (await ClaimProblemAsync(work, request, cancellationToken) is { } claimed)
        {
            return claimed;
        }

        return !await ReviewQueries.IsLeftAsync(db, submission, request.Actor.UserId, cancellationToken)
            ? submission
            : Error.Conflict("escalated", "You left this to another reviewer, who decides on it now.");
    }

    private static async Task<Error?> ClaimProblemAsync(Work work, DecideSubmissionRequest request, CancellationToken cancellationToken)
    {
        var now = work.Now;
        var claim = await ReviewAccess.ClaimAsync(work.Db, request.SubmissionId, cancellationToken);
        if (claim is not null && claim.IsActive(now) && claim.ReviewerId != request.Actor.UserId)
        {
            return ReviewAccess.ClaimedByAnother(claim, now);
        }

        return request.MustHaveClaimed && claim?.IsClaimedBy(request.Actor.UserId, now) != true
            ? Error.Conflict("hold_missing", "Your hold has run out. Claim the submission again, then decide; nothing you wrote is lost.")
            : null;
    }

    /// <summary>Who was quicker, and what the submission is now.</summary>
    private static async Task<Error> LostAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken)
    {
        var submission = await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken);
        return Error.Conflict(
            "submission_changed",
            submission is null ? "The submission is gone." : $"{submission.ChangedByName} was a moment quicker: the submission is {submission.StateLabel} now.");
    }

    private static TakenDecision Taken(DecideSubmissionRequest request, DecisionText text) => new(
        request.Decision, text.Message, text.Items, new Author(request.Actor.UserId, request.Actor.Name, Side.Reviewer), request.Actor, request.Actor.Name);

    private static string Short(string commit) => commit.Length > MinShaLength ? commit[..MinShaLength] : commit;
}
