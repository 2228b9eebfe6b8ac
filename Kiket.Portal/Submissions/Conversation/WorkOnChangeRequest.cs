using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Conversation;

/// <summary>What a publisher does about one requested change: answers it, or says which commit mends it.</summary>
public sealed partial class WorkOnChangeRequest(IDbContextFactory<PortalDb> databases, NotifyPeople notify, SubmissionAccess access, TimeProvider clock)
{
    /// <summary>Says something about the request; the reviewer reads it when the submission comes back, and is told now.</summary>
    public Task<Result> ReplyAsync(Guid submissionId, Guid itemId, string text, Actor actor, CancellationToken cancellationToken)
    {
        var said = text.Trim();
        return PlainText.Problem(said, "answer", "The answer", ChangeRequest.MaxTextLength, "Write an answer first.") is { } problem
            ? Task.FromResult<Result>(problem)
            : WorkAsync(submissionId, itemId, actor, "submission.request_answered", said, (_, item, _) => Task.FromResult(item.Reply(said, SubmissionAccess.Publisher(actor), clock.GetUtcNow())), cancellationToken);
    }

    /// <summary>Marks the request as mended.</summary>
    /// <param name="commit">Full or shortened; empty means the newest commit that was read.</param>
    public Task<Result> FixAsync(Guid submissionId, Guid itemId, string? commit, Actor actor, CancellationToken cancellationToken)
    {
        return WorkAsync(submissionId, itemId, actor, "submission.request_mended", "", FixAsync, cancellationToken);

        async Task<Result> FixAsync(Submission submission, ChangeRequest item, PortalDb db)
        {
            if (!(await CommitAsync(db, submission, item, commit?.Trim() ?? "", cancellationToken)).TryGet(out var fixedIn, out var error))
            {
                return error;
            }

            return item.Fix(fixedIn, SubmissionAccess.Publisher(actor), clock.GetUtcNow());
        }
    }

    /// <summary>The commit as the portal knows it: one that was read is named whole.</summary>
    private static async Task<Result<string>> CommitAsync(PortalDb db, Submission submission, ChangeRequest item, string typed, CancellationToken cancellationToken)
    {
        var commit = typed.Length == 0 ? submission.Commit ?? "" : typed.ToLowerInvariant();
        if (!Sha().IsMatch(commit))
        {
            return Error.Field("commit", "commit_invalid", "Name a commit by the first 7 or more characters of its SHA, such as 4f2a91c.");
        }

        var whole = await db.Set<CommitSnapshot>()
            .Where(snapshot => snapshot.RepositoryId == submission.RepositoryId && snapshot.Commit.StartsWith(commit))
            .Select(snapshot => snapshot.Commit)
            .FirstOrDefaultAsync(cancellationToken) ?? commit;
        return item.Path is not null && item.AskedAtCommit?.StartsWith(whole, StringComparison.Ordinal) == true
            ? Error.Field("commit", "commit_not_newer", $"{whole[..7]} is the commit the reviewer looked at. Push the change, check again, then mark it mended.")
            : whole;
    }

    private async Task<Result> WorkAsync(
        Guid submissionId, Guid itemId, Actor actor, string action, string said, Func<Submission, ChangeRequest, PortalDb, Task<Result>> work, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.ChangeRequests.FirstOrDefault(candidate => candidate.Id == itemId) is not { } item)
        {
            return Error.NotFound("change_request_not_found", "There is no such request any more. Reload the page.");
        }

        if (submission.State is not (SubmissionState.InReview or SubmissionState.ChangesRequested))
        {
            return Error.Conflict("submission_not_open", $"This submission is {submission.StateLabel}; what was asked for is closed with it.");
        }

        if (await work(submission, item, db) is { Succeeded: false } refused)
        {
            return refused;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return Result.Success();
        }

        RecordAudit.Add(db, actor, action, new AuditSubject("submission", submission.Id), clock.GetUtcNow(), submission.OrganizationId, after: new { item.Number, item.State, item.FixedInCommit, said });
        var reviewers = submission.Entries.Where(entry => entry.Side == Side.Reviewer).Select(entry => entry.AuthorId).Distinct().ToList();
        await notify.AddAsync(db, reviewers, Draft(submission, item, said), cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error.Conflict("change_request_changed", "Somebody else worked on this request at the same moment. Look at it again, then repeat what you did.");
        }

        await access.PublishAsync(submission);
        await notify.PublishAsync(reviewers);
        return Result.Success();
    }

    private static NotificationDraft Draft(Submission submission, ChangeRequest item, string said) => new(
        NotificationKind.Review,
        "submission.request",
        $"{item.Id}:{item.Replies.Count}:{item.FixedInCommit}",
        said.Length > 0
            ? $"Item {item.Number} of {submission.Details.Name} {submission.Version} is answered"
            : $"Item {item.Number} of {submission.Details.Name} {submission.Version} is marked mended",
        said.Length > 0 ? (said.Length > 200 ? said[..200] + "…" : said) : $"In commit {item.FixedInCommit?[..7]}. It is decided on when the submission comes back.",
        $"/review/{submission.Id}");

    [GeneratedRegex("^[0-9a-f]{7,40}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex Sha();
}
