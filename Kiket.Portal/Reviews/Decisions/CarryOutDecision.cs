using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>A decision to carry out.</summary>
/// <param name="Actor">Who decided; null when the portal approves a routine release.</param>
/// <param name="ApprovedBy">The approver shown with the release.</param>
public sealed record TakenDecision(Decision Decision, string Message, IReadOnlyList<NewChangeRequest> Items, Author Author, Actor? Actor, string ApprovedBy)
{
    /// <summary>Of an approval: it fixes a security problem, as its publisher marked it.</summary>
    public bool? ConfirmsSecurityFix { get; init; }
}

/// <summary>
/// Carries out a decision inside the caller's unit of work: changes the state, releases and lists an approved version, and
/// adds one audit row, one event and one notification for each publisher.
/// </summary>
public sealed class CarryOutDecision(ReleaseSubmission release, SubmissionPeople people, NotifyPeople notify, SubmissionAccess access, ListingTopic listings)
{
    public async Task<Result> RunAsync(Work work, Submission submission, TakenDecision taken, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
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

        var isSecurityFix = taken is { Decision: Decision.Approve, ConfirmsSecurityFix: true } && submission.Details.IsSecurityFix;
        if (taken.Decision == Decision.Approve
            && await release.RunAsync(work, submission, taken.ApprovedBy, isSecurityFix, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        if (taken.Decision == Decision.Reject)
        {
            await FreeReservation.AddAsync(db, submission, taken.Actor, now, cancellationToken);
        }

        var publishers = await people.PublishersAsync(db, submission, cancellationToken);
        work.Audit(
            taken.Actor,
            $"submission.{Word(taken.Decision)}",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, submission.Commit, taken.Message, taken.ApprovedBy, isSecurityFix });
        await notify.AddAsync(db, publishers, await DraftAsync(db, submission, taken, cancellationToken), cancellationToken);
        work.Raise(new SubmissionDecided(submission.Id, submission.State));
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(publishers));
        if (taken.Decision == Decision.Approve)
        {
            work.Refresh(() => listings.PublishAsync(submission.ExtensionKey!.Value));
        }

        return Result.Success();
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
            Body(taken),
            await people.StatusAddressAsync(db, submission, cancellationToken));
    }

    /// <summary>The message, and what must change unless the message says it: the mail alone tells the publisher what to do.</summary>
    private static string Body(TakenDecision taken)
    {
        var unsaid = taken.Items.Where(item => !taken.Message.Contains(item.Text.TrimEnd('…'), StringComparison.Ordinal));
        var items = string.Join('\n', unsaid.Select(item => $"- {item.Text}"));
        return (taken.Decision, taken.Message.Length, items.Length) switch
        {
            (Decision.Approve, 0, _) => "Customers can find it in the marketplace now.",
            (Decision.RequestChanges, 0, _) => $"What must change:\n{items}",
            (Decision.RequestChanges, _, > 0) => $"{taken.Message}\n\nWhat must change:\n{items}",
            _ => taken.Message,
        };
    }

    private static string Word(Decision decision) => decision switch
    {
        Decision.Approve => "approved",
        Decision.RequestChanges => "changes_requested",
        _ => "rejected",
    };
}
