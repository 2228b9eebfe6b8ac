using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Stores a reviewer's verdict on one finding. The latest one counts.</summary>
public sealed class JudgeFinding(UnitOfWork unit, ReviewAccess reviews, SubmissionTopic topic)
{
    /// <param name="findingKey">See <see cref="FindingVerdict.KeyOf"/>; of a finding at the submission's commit.</param>
    /// <param name="verdict">Null removes the verdict.</param>
    public Task<Result> RunAsync(Guid submissionId, string findingKey, Verdict? verdict, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => JudgeAsync(work, submissionId, findingKey, verdict, actor, cancellationToken), cancellationToken, Notes.LostAsync);

    private async Task<Result> JudgeAsync(
        Work work, Guid submissionId, string findingKey, Verdict? verdict, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await reviews.OpenClaimedAsync(db, submissionId, actor, work.Now, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        var findings = await ReviewFindings.OfAsync(db, submission, snapshot, cancellationToken);
        if (findings.FirstOrDefault(candidate => FindingVerdict.KeyOf(candidate) == findingKey) is not { } finding)
        {
            return Error.NotFound("finding_not_found", "This finding no longer exists at the commit in review. Reload the page.");
        }

        var known = await db.Set<FindingVerdict>()
            .SingleOrDefaultAsync(candidate => candidate.SubmissionId == submissionId && candidate.Key == findingKey, cancellationToken);
        if (verdict is not { } given)
        {
            if (known is not null)
            {
                db.Remove(known);
            }
        }
        else if (known is null)
        {
            db.Add(FindingVerdict.Of(submissionId, finding, given, actor.UserId, actor.Name, work.Now));
        }
        else
        {
            known.Change(given, actor.UserId, actor.Name, work.Now);
        }

        work.Refresh(() => topic.PublishAsync(submissionId));
        return Result.Success();
    }
}

/// <summary>Stores a reviewer's answer to one quality bar.</summary>
public sealed class MarkChecklist(UnitOfWork unit, ReviewAccess reviews, SubmissionTopic topic)
{
    /// <param name="mark">Null removes the answer.</param>
    public Task<Result> RunAsync(Guid submissionId, Guid itemId, ChecklistMark? mark, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => MarkAsync(work, submissionId, itemId, mark, actor, cancellationToken), cancellationToken, Notes.LostAsync);

    private async Task<Result> MarkAsync(
        Work work, Guid submissionId, Guid itemId, ChecklistMark? mark, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if ((await reviews.OpenClaimedAsync(db, submissionId, actor, work.Now, cancellationToken)).Error is { } error)
        {
            return error;
        }

        if (!await db.Set<ChecklistItem>().AnyAsync(item => item.Id == itemId, cancellationToken))
        {
            return Error.NotFound("checklist_item_not_found", "This quality bar is no longer in the list. Reload the page.");
        }

        var known = await db.Set<ChecklistResult>()
            .SingleOrDefaultAsync(reply => reply.SubmissionId == submissionId && reply.ItemId == itemId, cancellationToken);
        if (mark is not { } given)
        {
            if (known is not null)
            {
                db.Remove(known);
            }
        }
        else if (known is null)
        {
            db.Add(ChecklistResult.Of(submissionId, itemId, given, actor.Name, work.Now));
        }
        else
        {
            known.Change(given, actor.Name, work.Now);
        }

        work.Refresh(() => topic.PublishAsync(submissionId));
        return Result.Success();
    }
}

/// <summary>Stores the reviewers' own note on a submission.</summary>
public sealed class WriteNote(UnitOfWork unit, ReviewAccess reviews, SubmissionTopic topic)
{
    /// <param name="expectedRowVersion">The version of the note that the reviewer saw; -1 when there was none.</param>
    public Task<Result> RunAsync(Guid submissionId, string text, int expectedRowVersion, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => WriteAsync(work, submissionId, text, expectedRowVersion, actor, cancellationToken), cancellationToken, Notes.LostAsync);

    private async Task<Result> WriteAsync(
        Work work, Guid submissionId, string text, int expectedRowVersion, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if ((await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).Error is { } error)
        {
            return error;
        }

        var note = await db.Set<PrivateNote>().SingleOrDefaultAsync(candidate => candidate.SubmissionId == submissionId, cancellationToken);
        if ((note?.RowVersion ?? -1) != expectedRowVersion)
        {
            return Error.Conflict(
                "note_changed",
                $"{note?.ChangedByName ?? "Another reviewer"} changed the note in the meantime. Compare it with yours, then save again.");
        }

        if (note is null)
        {
            note = PrivateNote.For(submissionId);
            db.Add(note);
        }

        work.Refresh(() => topic.PublishAsync(submissionId));
        return note.Write(text, actor.Name, work.Now);
    }
}

internal static class Notes
{
    /// <summary>The sentence for a change that lost again and again.</summary>
    public static Task<Error> LostAsync(PortalDb db) => Task.FromResult(
        Error.Conflict("changed_meanwhile", "Another reviewer changed this at the same moment. Check their change, then try again."));
}
