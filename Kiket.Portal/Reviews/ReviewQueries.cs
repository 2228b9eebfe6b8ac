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
    /// <summary>False for operators, who only read.</summary>
    public bool MayReview { get; init; } = true;

    /// <summary>The checks of the commit; null when none has started.</summary>
    public CheckedCommit? Checks { get; init; }
}

public sealed class ReviewQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Submissions in one state, the longest wait first, decided ones newest first. Drafts are never included.</summary>
    /// <param name="organization">The organization whose private registry is meant, by slug or id; null for the marketplace.</param>
    public Task<Result<Page<QueueItem>>> QueueAsync(
        string? organization, SubmissionState state, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        QueueAsync(
            organization,
            state is SubmissionState.Draft or SubmissionState.Editing or SubmissionState.Edited ? [] : [state],
            actor,
            page,
            cancellationToken);

    private async Task<Result<Page<QueueItem>>> QueueAsync(
        string? organization, SubmissionState[] states, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await ReviewedRegistry.RequireAsync(db, organization, actor, cancellationToken)).TryGet(out var registry, out var refused))
        {
            return refused;
        }

        var decided = !states.Any(state => state is SubmissionState.InReview or SubmissionState.ChangesRequested);
        var submissions = db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.Registry == registry.Name && states.Contains(submission.State));
        var total = await submissions.CountAsync(cancellationToken);
        var ordered = decided
            ? submissions.OrderByDescending(submission => submission.ChangedAt)
            : submissions.OrderBy(submission => submission.SubmittedAt);
        var rows = await (
            from submission in ordered.Skip(page.Skip).Take(page.Size)
            join publisher in db.Set<Organization>() on submission.OrganizationId equals publisher.Id
            join snapshot in db.Set<CommitSnapshot>() on submission.SnapshotId equals snapshot.Id
            select new
            {
                Submission = submission,
                Organization = publisher.Name,
                snapshot.Findings,
                IsUpdate = db.Set<Listing>().Any(listing => listing.ExtensionKey == submission.ExtensionKey),
            }).ToListAsync(cancellationToken);
        var own = await SubmissionReviewers.OwnAsync(db, registry, rows.ConvertAll(row => row.Submission.Id), actor, cancellationToken);

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
            own.Contains(row.Submission.Id),
            row.Findings.Count(finding => finding.Level == FindingLevel.Warning),
            row.Submission.SubmittedAt ?? row.Submission.CreatedAt,
            row.Submission.ChangedAt));
        items = decided ? items.OrderByDescending(item => item.ChangedAt) : items.OrderBy(item => item.SubmittedAt);
        return new Page<QueueItem>([.. items], page, total);
    }

    /// <summary>Whether a submission is to the private registry of that organization.</summary>
    public async Task<bool> IsPrivateOfAsync(Guid submissionId, Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Submission>().AnyAsync(
            submission => submission.Id == submissionId
                && submission.OrganizationId == organizationId
                && submission.Registry != Extension.Marketplace
                && submission.DeletedAt == null,
            cancellationToken);
    }

    /// <summary>One submission for a reviewer who may work on it; never a draft.</summary>
    public async Task<Result<ReviewView>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await SubmissionReviewers.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var refusal)
            ? await ViewAsync(db, submission, cancellationToken)
            : refusal;
    }

    /// <summary>The same for reading, which operators may do too.</summary>
    public async Task<Result<ReviewView>> ReadAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await SubmissionReviewers.ReadAsync(db, submissionId, actor, cancellationToken)).TryGet(out var opened, out var refusal)
            ? await ViewAsync(db, opened.Submission, cancellationToken) with { MayReview = opened.MayReview }
            : refusal;
    }

    private static async Task<ReviewView> ViewAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
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
