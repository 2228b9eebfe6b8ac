using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
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

/// <param name="Message">Shown to the publisher; optional for an approval, or when the requested changes are listed.</param>
/// <param name="ExpectedCommit">The commit that the reviewer saw, full or shortened; a different one means that a push happened in between.</param>
public sealed record DecideSubmissionRequest(Guid SubmissionId, Decision Decision, string? Message, string? ExpectedCommit, Actor Actor)
{
    /// <summary>The requested changes; taken from the message when empty.</summary>
    public IReadOnlyList<NewChangeRequest> Items { get; init; } = [];

    /// <summary>
    /// With an approval: whether it fixes a security problem, as its publisher marked it. Null when the reviewer doesn't say: then it isn't
    /// confirmed, unless the first of two reviewers confirmed it.
    /// </summary>
    public bool? ConfirmsSecurityFix { get; init; }

    /// <summary>When the submission that the reviewer saw was submitted; null to skip this check.</summary>
    public DateTimeOffset? ExpectedSubmittedAt { get; init; }

    /// <summary>On the screen a reviewer decides only on a claimed submission; a program needs no claim.</summary>
    public bool MustHaveClaimed { get; init; }
}

/// <summary>
/// A reviewer's decision. Role, organization, claim, commit and state are checked again inside one transaction; the second
/// of two simultaneous decisions is refused with who decided what and when. When two approvals are needed, the first one
/// is stored and the submission stays in review. The last approval releases and lists in the same transaction, so there
/// is no version without its listing or its approval.
/// </summary>
public sealed class DecideSubmission(
    UnitOfWork unit,
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

        if (request is { Decision: Decision.Approve, ConfirmsSecurityFix: true } && !submission.Details.IsSecurityFix)
        {
            return Error.Field(
                "security_fix",
                "security_fix_not_marked",
                "The publisher didn't mark this version as a security fix, so there is nothing to confirm. Ask them to mark it, or leave this out.");
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
        if (submission.State == SubmissionState.InReview
            && await BuildApproval.RefusalAsync(work.Db, submission, snapshot, cancellationToken) is { } notBuilt)
        {
            return notBuilt;
        }

        if (submission.State != SubmissionState.InReview || (await assess.RunAsync(work.Db, submission, snapshot, cancellationToken)).NeedsTwo.Count == 0)
        {
            return await FinishAsync(work, submission, taken, cancellationToken);
        }

        var first = await CountingApprovalAsync(work.Db, submission, cancellationToken);
        if (first is null)
        {
            return await RecordFirstAsync(work, submission, taken, cancellationToken);
        }

        var reviewer = taken.Actor!.UserId;
        // In a team of two there is nobody else for the second approval.
        if (submission.IsAppeal && submission.RejectedBy.Contains(reviewer)
            && await OtherReviewers.RemainAsync(work.Db, submission, first, reviewer, cancellationToken))
        {
            return Submission.AppealNeedsAnother;
        }

        return first.ReviewerId == reviewer
            ? Error.Conflict(
                "second_approver_needed", $"You approved this on {first.At.UtcDateTime:d MMM yyyy HH:mm} UTC. It now needs a second reviewer's approval.")
            : await FinishAsync(work, submission, Second(taken, first), cancellationToken);
    }

    private static TakenDecision Second(TakenDecision taken, Approval first) => taken with
    {
        ApprovedBy = $"{first.ReviewerName} and {taken.Actor!.Name}",
        ConfirmsSecurityFix = taken.ConfirmsSecurityFix ?? first.ConfirmsSecurityFix,
    };

    /// <summary>The first approval. It no longer counts when that reviewer has joined the publisher since.</summary>
    private static async Task<Approval?> CountingApprovalAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var first = await ReviewQueries.FirstApprovalAsync(db, submission, cancellationToken);
        if (first is null
            || !await SubmissionPeople.OnPublishersSide(db).AnyAsync(
                one => one.SubmissionId == submission.Id && one.UserId == first.ReviewerId, cancellationToken))
        {
            return first;
        }

        await db.Set<Approval>().Where(approval => approval.Id == first.Id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    /// <summary>Records the first of two approvals: nothing is released, and the other reviewers are notified.</summary>
    private async Task<Result<Submission>> RecordFirstAsync(Work work, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var actor = taken.Actor!;
        if (submission.ApproveFirst(taken.Message, taken.Author, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var approval = Approval.Of(submission.Id, actor.UserId, actor.Name, submission.Commit!, submission.SubmittedAt!.Value, taken.Message, work.Now);
        approval.ConfirmSecurityFix(taken.ConfirmsSecurityFix);
        work.Db.Add(approval);
        var others = (await PlatformAccess.WithRoleAsync(work.Db, PlatformRoles.Reviewer, cancellationToken)).Where(person => person != actor.UserId).ToList();
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
                $"You reviewed {Short(expected)}, but the submission is now at {Short(submission.Commit ?? "")}. Review the changes, then decide again.");
        }

        if (submission.State != SubmissionState.InReview)
        {
            // The submission itself reports who decided what and when.
            return submission;
        }

        if (request.ExpectedSubmittedAt is { } submittedAt && submittedAt != submission.SubmittedAt)
        {
            return Error.Conflict(
                "submission_resubmitted", "The publisher has changed this and submitted it again. Review the changes, then decide again.");
        }

        if (await ClaimProblemAsync(work, request, cancellationToken) is { } claimed)
        {
            return claimed;
        }

        return !await ReviewQueries.IsLeftAsync(db, submission, request.Actor.UserId, cancellationToken)
            ? submission
            : Error.Conflict("escalated", "You passed this to another reviewer, who decides now.");
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
            ? Error.Conflict("hold_missing", "Your claim has expired. Claim the submission again, then decide. Your text is still here.")
            : null;
    }

    /// <summary>Names who was faster, and the state of the submission.</summary>
    private static async Task<Error> LostAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken)
    {
        var submission = await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken);
        return Error.Conflict(
            "submission_changed",
            submission is null
                ? "This submission no longer exists."
                : $"{submission.ChangedByName} has just changed this submission. It is now {submission.StateLabel}.");
    }

    private static TakenDecision Taken(DecideSubmissionRequest request, DecisionText text) => new(
        request.Decision, text.Message, text.Items, new Author(request.Actor.UserId, request.Actor.Name, Side.Reviewer), request.Actor, request.Actor.Name)
    {
        ConfirmsSecurityFix = request.ConfirmsSecurityFix,
    };

    private static string Short(string commit) => commit.Length > MinShaLength ? commit[..MinShaLength] : commit;
}
