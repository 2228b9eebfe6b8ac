using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>A decision that is to be carried out.</summary>
/// <param name="Actor">Who decided; null when the portal itself approves a routine release.</param>
/// <param name="ApprovedBy">Who stands as approver with the release.</param>
public sealed record TakenDecision(Decision Decision, string Message, IReadOnlyList<NewChangeRequest> Items, Author Author, Actor? Actor, string ApprovedBy);

/// <summary>
/// What every decision does, inside the caller's transaction: the submission moves, an approval releases and lists,
/// one audit row and one notification for each publisher are added.
/// </summary>
public sealed class CarryOutDecision(
    ReleaseSubmission release, RunChecks checks, SubmissionPeople people, NotifyPeople notify, SubmissionAccess access, ListingTopic listings, TimeProvider clock)
{
    /// <summary>Whom to tell after the commit.</summary>
    public async Task<Result<IReadOnlyList<Guid>>> AddAsync(PortalDb db, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var moved = taken.Decision switch
        {
            Decision.Approve => submission.Approve(taken.Message, taken.Author, now),
            Decision.RequestChanges => submission.RequestChanges(taken.Message, taken.Items, taken.Author, now),
            _ => submission.Reject(taken.Message, taken.Author, now),
        };
        if (!moved.Succeeded)
        {
            return moved.Error;
        }

        if (taken.Decision == Decision.Approve
            && await release.RunAsync(db, submission, taken.ApprovedBy, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        if (taken.Decision == Decision.Reject)
        {
            await FreeReservation.AddAsync(db, submission, taken.Actor, now, cancellationToken);
        }

        var publishers = await people.PublishersAsync(db, submission, cancellationToken);
        RecordAudit.Add(
            db,
            taken.Actor,
            $"submission.{Word(taken.Decision)}",
            new AuditSubject("submission", submission.Id),
            now,
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, submission.Commit, taken.Message, taken.ApprovedBy });
        await notify.AddAsync(db, publishers, await DraftAsync(db, submission, taken, cancellationToken), cancellationToken);
        return Result.Of(publishers);
    }

    public async Task PublishAsync(Submission submission, Decision decision, IReadOnlyList<Guid> publishers)
    {
        await access.PublishAsync(submission);
        await notify.PublishAsync(publishers);
        if (decision == Decision.Approve)
        {
            await listings.PublishAsync(submission.ExtensionKey!.Value);
            await checks.AgainAsync(submission.RepositoryId!.Value, submission.Commit!, kinds: null, CancellationToken.None);
        }
    }

    private async Task<NotificationDraft> DraftAsync(PortalDb db, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var what = $"{submission.Details.Name} {submission.Version}";
        var title = taken.Decision switch
        {
            Decision.Approve => $"{what} is approved and listed",
            Decision.RequestChanges => $"{what} needs changes before it can be approved",
            _ => $"{what} was rejected",
        };
        return new NotificationDraft(
            NotificationKind.Submission,
            $"submission.{Word(taken.Decision)}",
            $"{submission.Id}:{submission.Entries.Count}",
            title,
            taken.Message.Length > 0 ? taken.Message : "Customers can find it in the marketplace now.",
            await people.StatusAddressAsync(db, submission, cancellationToken));
    }

    private static string Word(Decision decision) => decision switch
    {
        Decision.Approve => "approved",
        Decision.RequestChanges => "changes_requested",
        _ => "rejected",
    };
}
