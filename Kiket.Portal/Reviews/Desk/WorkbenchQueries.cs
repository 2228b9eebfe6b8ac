using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Policies;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Reads one submission with everything a reviewer needs.</summary>
public sealed class WorkbenchQueries(IDbContextFactory<PortalDb> databases, ReviewQueries reviews, ReadReviewSettings readSettings, TimeProvider clock)
{
    /// <summary>A sentence names no more people than this.</summary>
    private const int MostNames = 3;

    public async Task<Result<Workbench>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await reviews.ReadAsync(submissionId, actor, cancellationToken)).TryGet(out var view, out var error))
        {
            return error;
        }

        var (submission, now) = (view.Submission, clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settings = await readSettings.RunAsync(db, cancellationToken);
        var claim = await db.Set<ReviewClaim>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.SubmissionId == submissionId, cancellationToken);
        var isOpen = submission.State == SubmissionState.InReview;
        var first = isOpen ? await ReviewQueries.FirstApprovalAsync(db, submission, cancellationToken) : null;
        return new Workbench(
            submission,
            view.Snapshot,
            view.Repository,
            view.Organization,
            await AssessSubmission.CompareAsync(db, submission, view.Snapshot, cancellationToken))
        {
            MayReview = view.MayReview,
            Findings = await ReviewFindings.OfAsync(db, submission, view.Snapshot, cancellationToken),
            Claim = isOpen && claim?.IsActive(now) == true ? claim : null,
            FirstApproval = first,
            Others = isOpen ? await OtherReviewers.NamesAsync(db, submission, first, actor.UserId, MostNames, cancellationToken) : [],
            Escalations = isOpen
                ? await db.Set<Escalation>().AsNoTracking()
                    .Where(escalation => escalation.SubmissionId == submissionId && escalation.SubmittedAt == submission.SubmittedAt)
                    .OrderBy(escalation => escalation.At)
                    .ToListAsync(cancellationToken)
                : [],
            Verdicts = await db.Set<FindingVerdict>().AsNoTracking()
                .Where(verdict => verdict.SubmissionId == submissionId)
                .ToDictionaryAsync(verdict => verdict.Key, StringComparer.Ordinal, cancellationToken),
            Checklist = await db.Set<ChecklistItem>().AsNoTracking()
                .Where(item => !item.IsRetired)
                .OrderBy(item => item.Position).ThenBy(item => item.Id)
                .ToListAsync(cancellationToken),
            Marks = await db.Set<ChecklistResult>().AsNoTracking()
                .Where(answer => answer.SubmissionId == submissionId)
                .ToDictionaryAsync(answer => answer.ItemId, answer => answer.Mark, cancellationToken),
            Replies = await db.Set<SavedReply>().AsNoTracking()
                .Where(reply => !reply.IsRetired)
                .OrderBy(reply => reply.Position).ThenBy(reply => reply.Id)
                .ToListAsync(cancellationToken),
            Note = await db.Set<PrivateNote>().AsNoTracking().SingleOrDefaultAsync(note => note.SubmissionId == submissionId, cancellationToken),
            Round = await ReviewRounds.FindAsync(db, submission, view.Snapshot, actor.UserId, cancellationToken),
            Age = isOpen && submission.SubmittedAt is { } at ? ReviewAge.Of(at, now, settings.TargetHours) : null,
            Earlier = await EarlierAsync(db, submission, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<EarlierSubmission>> EarlierAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        await db.Set<Submission>().AsNoTracking()
            .Where(other => other.ExtensionKey == submission.ExtensionKey
                && other.ExtensionKey != null
                && other.Id != submission.Id
                && other.EditedReleaseId == null
                && other.State != SubmissionState.Draft)
            .OrderByDescending(other => other.ChangedAt)
            .Take(20)
            .Select(other => new EarlierSubmission(other.Id, other.Version, other.State, other.ChangedAt, other.ChangedByName))
            .ToListAsync(cancellationToken);
}
