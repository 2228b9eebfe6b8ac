using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Conversation;

/// <summary>A publisher replies to a requested change, or marks it as fixed by a commit.</summary>
public sealed partial class WorkOnChangeRequest(UnitOfWork unit, NotifyPeople notify, SubmissionAccess access, TimeProvider clock)
{
    /// <summary>Adds a reply. The reviewer is notified.</summary>
    public Task<Result> ReplyAsync(Guid submissionId, Guid itemId, string text, Actor actor, CancellationToken cancellationToken)
    {
        var said = text.Trim();
        return PlainText.Problem(said, "answer", "The answer", ChangeRequest.MaxTextLength, "Write an answer first.") is { } problem
            ? Task.FromResult<Result>(problem)
            : WorkAsync(
                submissionId,
                itemId,
                actor,
                "submission.request_answered",
                said,
                (_, item, _) => Task.FromResult(item.Reply(said, SubmissionAccess.Publisher(actor), clock.GetUtcNow())),
                cancellationToken);
    }

    /// <summary>Marks the request as fixed.</summary>
    /// <param name="commit">
    /// Full or shortened; empty means the newest commit that was read, and for a request about a field of the form that no commit has to do
    /// with it.
    /// </param>
    public Task<Result> FixAsync(Guid submissionId, Guid itemId, string? commit, Actor actor, CancellationToken cancellationToken)
    {
        return WorkAsync(submissionId, itemId, actor, "submission.request_fixed", "", FixAsync, cancellationToken);

        async Task<Result> FixAsync(Submission submission, ChangeRequest item, PortalDb db)
        {
            if (item.Field is not null && string.IsNullOrWhiteSpace(commit))
            {
                return item.Fix(commit: null, SubmissionAccess.Publisher(actor), clock.GetUtcNow());
            }

            if (!(await CommitAsync(db, submission, item, commit?.Trim() ?? "", cancellationToken)).TryGet(out var fixedIn, out var error))
            {
                return error;
            }

            return item.Fix(fixedIn, SubmissionAccess.Publisher(actor), clock.GetUtcNow());
        }
    }

    /// <summary>The full SHA of a commit that was read; another one as it was typed.</summary>
    private static async Task<Result<string>> CommitAsync(
        PortalDb db, Submission submission, ChangeRequest item, string typed, CancellationToken cancellationToken)
    {
        var commit = typed.Length == 0 ? submission.Commit ?? "" : typed.ToLowerInvariant();
        if (!Sha().IsMatch(commit))
        {
            return Error.Field("commit", "commit_invalid", "Enter the first 7 or more characters of the commit's SHA, such as 4f2a91c.");
        }

        var whole = await db.Set<CommitSnapshot>()
            .Where(snapshot => snapshot.RepositoryId == submission.RepositoryId && snapshot.Commit.StartsWith(commit))
            .Select(snapshot => snapshot.Commit)
            .FirstOrDefaultAsync(cancellationToken) ?? commit;
        return item.Path is not null && item.AskedAtCommit?.StartsWith(whole, StringComparison.Ordinal) == true
            ? Error.Field(
                "commit",
                "commit_not_newer",
                $"{whole[..7]} is the commit the reviewer looked at. Push the change, choose Check the newest commit, then mark the request as fixed.")
            : whole;
    }

    private Task<Result> WorkAsync(
        Guid submissionId,
        Guid itemId,
        Actor actor,
        string action,
        string said,
        Func<Submission, ChangeRequest, PortalDb, Task<Result>> change,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await FindAsync(work.Db, submissionId, itemId, actor, cancellationToken)).TryGet(out var found, out var error))
            {
                return error;
            }

            return await change(found.Submission, found.Item, work.Db) is { Succeeded: false } refused
                ? refused
                : await RecordAsync(work, found, actor, action, said, cancellationToken);
        },
        cancellationToken,
        _ => Task.FromResult(
            Error.Conflict("change_request_changed", "Someone else worked on this request at the same moment. Check it, then try again.")));

    private static async Task<Result<(Submission Submission, ChangeRequest Item)>> FindAsync(
        PortalDb db, Guid submissionId, Guid itemId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.ChangeRequests.FirstOrDefault(candidate => candidate.Id == itemId) is not { } item)
        {
            return Error.NotFound("change_request_not_found", "This request no longer exists. Reload the page.");
        }

        if (submission.State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return Error.Conflict("submission_not_open", $"This submission is {submission.StateLabel}, so its requests are closed.");
        }

        return (submission, item);
    }

    private async Task<Result> RecordAsync(
        Work work, (Submission Submission, ChangeRequest Item) found, Actor actor, string action, string said, CancellationToken cancellationToken)
    {
        var (submission, item) = found;
        if (!work.Db.ChangeTracker.HasChanges())
        {
            return Result.Success();
        }

        work.Audit(
            actor,
            action,
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { item.Number, item.State, item.FixedInCommit, said });
        var reviewers = submission.Entries.Where(entry => entry.Side == Side.Reviewer).Select(entry => entry.AuthorId).Distinct().ToList();
        await notify.AddAsync(work.Db, reviewers, Draft(submission, item, said), cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(reviewers));
        return Result.Success();
    }

    private static NotificationDraft Draft(Submission submission, ChangeRequest item, string said) => new(
        NotificationKind.Review,
        "submission.request",
        $"{item.Id}:{item.Replies.Count}:{item.FixedInCommit}",
        said.Length > 0
            ? $"Item {item.Number} of {submission.Details.Name} {submission.Version} has a reply"
            : $"Item {item.Number} of {submission.Details.Name} {submission.Version} is marked as fixed",
        said.Length > 0
            ? said.Length > 200 ? said[..200] + "…" : said
            : $"{(item.FixedInCommit is { } commit ? $"In commit {commit[..7]}" : "In the form")}. You decide on it when the submission comes back.",
        $"/review/{submission.Id}");

    [GeneratedRegex("^[0-9a-f]{7,40}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex Sha();
}
