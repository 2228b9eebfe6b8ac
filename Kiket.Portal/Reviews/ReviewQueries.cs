using Kiket.Portal.Accounts;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>A submission in the API's list.</summary>
/// <param name="IsUpdate">The extension is already listed.</param>
/// <param name="IsOwn">The reviewer is on the publisher's side, or was since the draft began, and may not decide on it.</param>
public sealed record QueueItem(
    Guid Id,
    SubmissionState State,
    string Name,
    string? ExtensionId,
    string? Version,
    string? Commit,
    string OrganizationName,
    string Registry,
    bool IsUpdate,
    bool IsOwn,
    int Warnings,
    DateTimeOffset SubmittedAt,
    DateTimeOffset ChangedAt);

/// <summary>Everything that a reviewer sees.</summary>
/// <param name="ListedVersion">The listed version; null when there is none.</param>
public sealed record ReviewView(
    Submission Submission, CommitSnapshot Snapshot, ExtensionRepository Repository, Organization Organization, string? ListedVersion)
{
    /// <summary>The checks of the commit; null when none has started.</summary>
    public CheckedCommit? Checks { get; init; }
}

public sealed class ReviewQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    /// <summary>Submissions in one state, the longest wait first, decided ones newest first. Drafts are never included.</summary>
    public Task<Result<Page<QueueItem>>> QueueAsync(SubmissionState state, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        QueueAsync(state == SubmissionState.Draft ? [] : [state], actor, page, cancellationToken);

    private async Task<Result<Page<QueueItem>>> QueueAsync(SubmissionState[] states, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireReviewerAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var decided = !states.Any(state => state is SubmissionState.InReview or SubmissionState.ChangesRequested);
        var submissions = db.Set<Submission>().AsNoTracking().Where(submission => states.Contains(submission.State));
        var total = await submissions.CountAsync(cancellationToken);
        var ordered = decided
            ? submissions.OrderByDescending(submission => submission.ChangedAt)
            : submissions.OrderBy(submission => submission.SubmittedAt);
        var publishers = SubmissionPeople.OnPublishersSide(db);
        var rows = await (
            from submission in ordered.Skip(page.Skip).Take(page.Size)
            join organization in db.Set<Organization>() on submission.OrganizationId equals organization.Id
            join snapshot in db.Set<CommitSnapshot>() on submission.SnapshotId equals snapshot.Id
            select new
            {
                Submission = submission,
                Organization = organization.Name,
                snapshot.Findings,
                IsUpdate = db.Set<Listing>().Any(listing => listing.ExtensionKey == submission.ExtensionKey),
                IsOwn = publishers.Any(one => one.SubmissionId == submission.Id && one.UserId == actor.UserId),
            }).ToListAsync(cancellationToken);

        var items = rows.Select(row => new QueueItem(
            row.Submission.Id,
            row.Submission.State,
            row.Submission.Details.Name,
            row.Submission.ExtensionId,
            row.Submission.Version,
            row.Submission.Commit,
            row.Organization,
            row.Submission.Registry,
            row.IsUpdate,
            row.IsOwn,
            row.Findings.Count(finding => finding.Level == FindingLevel.Warning),
            row.Submission.SubmittedAt ?? row.Submission.CreatedAt,
            row.Submission.ChangedAt));
        items = decided ? items.OrderByDescending(item => item.ChangedAt) : items.OrderBy(item => item.SubmittedAt);
        return new Page<QueueItem>([.. items], page, total);
    }

    /// <summary>How many submissions are waiting for a reviewer.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Submission>().CountAsync(submission => submission.State == SubmissionState.InReview, cancellationToken);
    }

    /// <summary>One submission for a reviewer who may work on it; never a draft.</summary>
    public async Task<Result<ReviewView>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireReviewerAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var submission = await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken);
        if (submission is null or { State: SubmissionState.Draft })
        {
            return SubmissionAccess.NotFound;
        }

        if (await SubmissionPeople.RefusalAsync(db, submission, actor, cancellationToken) is { } own)
        {
            return own;
        }

        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking()
            .SingleAsync(candidate => candidate.Id == submission.RepositoryId, cancellationToken);
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.OrganizationId, cancellationToken);
        var listed = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == submission.ExtensionKey)
            .Select(listing => listing.Version)
            .SingleOrDefaultAsync(cancellationToken);
        return new ReviewView(submission, snapshot, repository, organization, listed)
        {
            Checks = await CheckQueries.FindAsync(db, repository.Id, snapshot.Commit, cancellationToken),
        };
    }

    /// <summary>The first of two approvals of the version in review; null when there is none.</summary>
    internal static Task<Approval?> FirstApprovalAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        db.Set<Approval>().AsNoTracking().SingleOrDefaultAsync(
            approval => approval.SubmissionId == submission.Id
                && approval.Commit == submission.Commit
                && approval.SubmittedAt == submission.SubmittedAt,
            cancellationToken);

    /// <summary>Whether a reviewer has passed it on since this submit, and someone else can still decide on it.</summary>
    internal static async Task<bool> IsLeftAsync(PortalDb db, Submission submission, Guid reviewerId, CancellationToken cancellationToken) =>
        await db.Set<Escalation>().AnyAsync(
            escalation => escalation.SubmissionId == submission.Id
                && escalation.SubmittedAt == submission.SubmittedAt
                && escalation.ReviewerId == reviewerId,
            cancellationToken)
        && await OtherReviewers.RemainAsync(db, submission, await FirstApprovalAsync(db, submission, cancellationToken), reviewerId, cancellationToken);
}
