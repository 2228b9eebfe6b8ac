using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Keeps what a reviewer makes of one finding; the last word counts.</summary>
public sealed class JudgeFinding(IDbContextFactory<PortalDb> databases, ReviewAccess reviews, SubmissionTopic topic, TimeProvider clock)
{
    /// <param name="findingKey">See <see cref="FindingVerdict.KeyOf"/>; of a finding at the submission's commit.</param>
    /// <param name="verdict">Null takes the verdict back.</param>
    public async Task<Result> RunAsync(Guid submissionId, string findingKey, Verdict? verdict, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await reviews.OpenClaimedAsync(db, submissionId, actor, clock.GetUtcNow(), cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        if ((await ReviewFindings.OfAsync(db, submission, snapshot, cancellationToken)).FirstOrDefault(candidate => FindingVerdict.KeyOf(candidate) == findingKey) is not { } finding)
        {
            return Error.NotFound("finding_not_found", "That finding is not there at the commit in review any more.");
        }

        var known = await db.Set<FindingVerdict>().SingleOrDefaultAsync(candidate => candidate.SubmissionId == submissionId && candidate.Key == findingKey, cancellationToken);
        if (verdict is not { } given)
        {
            if (known is not null)
            {
                db.Remove(known);
            }
        }
        else if (known is null)
        {
            db.Add(FindingVerdict.Of(submissionId, finding, given, actor.UserId, actor.Name, clock.GetUtcNow()));
        }
        else
        {
            known.Change(given, actor.UserId, actor.Name, clock.GetUtcNow());
        }

        return await ReviewSave.SaveAsync(db, topic, submissionId, cancellationToken);
    }
}

/// <summary>Keeps a reviewer's answer to one quality bar.</summary>
public sealed class MarkChecklist(IDbContextFactory<PortalDb> databases, ReviewAccess reviews, SubmissionTopic topic, TimeProvider clock)
{
    /// <param name="mark">Null takes the answer back.</param>
    public async Task<Result> RunAsync(Guid submissionId, Guid itemId, ChecklistMark? mark, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await reviews.OpenClaimedAsync(db, submissionId, actor, clock.GetUtcNow(), cancellationToken)).Error is { } error)
        {
            return error;
        }

        if (!await db.Set<ChecklistItem>().AnyAsync(item => item.Id == itemId, cancellationToken))
        {
            return Error.NotFound("checklist_item_not_found", "That quality bar is no longer asked. Reload the page.");
        }

        var known = await db.Set<ChecklistResult>().SingleOrDefaultAsync(reply => reply.SubmissionId == submissionId && reply.ItemId == itemId, cancellationToken);
        if (mark is not { } given)
        {
            if (known is not null)
            {
                db.Remove(known);
            }
        }
        else if (known is null)
        {
            db.Add(ChecklistResult.Of(submissionId, itemId, given, actor.Name, clock.GetUtcNow()));
        }
        else
        {
            known.Change(given, actor.Name, clock.GetUtcNow());
        }

        return await ReviewSave.SaveAsync(db, topic, submissionId, cancellationToken);
    }
}

/// <summary>Keeps the reviewers' own note on a submission.</summary>
public sealed class WriteNote(IDbContextFactory<PortalDb> databases, ReviewAccess reviews, SubmissionTopic topic, TimeProvider clock)
{
    /// <param name="expectedRowVersion">The version of the note that the reviewer saw; -1 when there was none.</param>
    public async Task<Result> RunAsync(Guid submissionId, string text, int expectedRowVersion, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).Error is { } error)
        {
            return error;
        }

        var note = await db.Set<PrivateNote>().SingleOrDefaultAsync(candidate => candidate.SubmissionId == submissionId, cancellationToken);
        if ((note?.RowVersion ?? -1) != expectedRowVersion)
        {
            return Error.Conflict("note_changed", $"{note?.ChangedByName ?? "Another reviewer"} changed the note meanwhile. Read theirs beside yours, then save again.");
        }

        if (note is null)
        {
            note = PrivateNote.For(submissionId);
            db.Add(note);
        }

        return note.Write(text, actor.Name, clock.GetUtcNow()) is { Succeeded: false } refused
            ? refused
            : await ReviewSave.SaveAsync(db, topic, submissionId, cancellationToken);
    }
}

/// <summary>Saves what reviewers keep beside a submission and refreshes the open pages.</summary>
internal static class ReviewSave
{
    public static async Task<Result> SaveAsync(PortalDb db, SubmissionTopic topic, Guid submissionId, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation())
        {
            return Error.Conflict("changed_meanwhile", "Another reviewer changed this at the same moment. Look at theirs, then try again.");
        }

        await topic.PublishAsync(submissionId);
        return Result.Success();
    }
}
