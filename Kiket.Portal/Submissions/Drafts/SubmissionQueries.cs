using Kiket.Portal.Accounts;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>One row of an organization's submissions.</summary>
public sealed record SubmissionSummary(
    Guid Id,
    SubmissionState State,
    string Name,
    string? ExtensionId,
    string? Version,
    string RepositoryUrl,
    string ChangedByName,
    DateTimeOffset ChangedAt,
    DateTimeOffset? SubmittedAt)
{
    /// <summary>The progress of a draft; null for everything else.</summary>
    public DraftProgress? Progress { get; init; }
}

/// <summary>The progress of a draft.</summary>
/// <param name="HasReading">A commit was read.</param>
/// <param name="HasManifest">Its manifest could be parsed.</param>
public sealed record DraftProgress(bool HasReading, bool HasManifest, Readiness Readiness);

/// <summary>A submission with everything its pages show: the snapshot, the repository and what is missing.</summary>
public sealed record SubmissionView(
    Submission Submission,
    CommitSnapshot? Snapshot,
    ExtensionRepository? Repository,
    Readiness Readiness,
    OrganizationMember Member,
    string? ListedVersion)
{
    /// <summary>The checks of the commit; null when none has started.</summary>
    public CheckedCommit? Checks { get; init; }

    /// <summary>The previous snapshot, when a push has changed the commit.</summary>
    public CommitSnapshot? Previous { get; init; }

    /// <summary>The details of the listed version; null for a first submission.</summary>
    public ListingDetails? Listed { get; init; }

    /// <summary>The comparison with the release before it; null without one, and while the manifest has errors.</summary>
    public ComparedSubmission? Compared { get; init; }

    /// <summary>The share of its prices that the organization receives.</summary>
    public PublisherShare Share { get; init; } = PublisherShare.Default;

    /// <summary>The organization accepted the publisher agreement.</summary>
    public bool HasAgreement { get; init; } = true;

    public DraftProgress Progress => new(Snapshot is not null, Snapshot?.Manifest is not null, Readiness);
}

/// <summary>Which of an organization's submissions are listed.</summary>
/// <param name="State">Null for all states.</param>
/// <param name="ExtensionId">As the manifest has it; null for all extensions.</param>
public sealed record SubmissionFilter(SubmissionState? State = null, string? ExtensionId = null)
{
    public static SubmissionFilter All { get; } = new();
}

public sealed class SubmissionQueries(IDbContextFactory<PortalDb> databases, IAgreedShares shares, TimeProvider clock)
{
    /// <summary>Submissions of an organization, newest change first.</summary>
    public Task<Result<Page<SubmissionSummary>>> ForOrganizationAsync(
        string organization, Actor actor, PageRequest page, CancellationToken cancellationToken, SubmissionFilter? filter = null) =>
        ListAsync(organization, filter ?? SubmissionFilter.All, actor, page, cancellationToken);

    /// <summary>The same for one extension of the organization.</summary>
    public Task<Result<Page<SubmissionSummary>>> ForExtensionAsync(
        string organization, string extensionId, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        ListAsync(organization, new SubmissionFilter(ExtensionId: extensionId), actor, page, cancellationToken);

    /// <summary>The ids of the extensions that the organization has submissions of, to filter by.</summary>
    public async Task<Result<IReadOnlyList<string>>> ExtensionIdsAsync(string organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken))
            .TryGet(out var member, out var error))
        {
            return error;
        }

        return await db.Set<Submission>()
            .Where(submission => submission.OrganizationId == member.OrganizationId && submission.DeletedAt == null && submission.ExtensionId != null)
            .Select(submission => submission.ExtensionId!)
            .Distinct()
            .OrderBy(id => id)
            .ToListAsync(cancellationToken);
    }

    private async Task<Result<Page<SubmissionSummary>>> ListAsync(
        string organization, SubmissionFilter filter, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken))
            .TryGet(out var member, out var error))
        {
            return error;
        }

        var (state, extensionId) = (filter.State, filter.ExtensionId);
        var submissions = db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.OrganizationId == member.OrganizationId
                && submission.DeletedAt == null
                && (state == null || submission.State == state)
                && submission.EditedReleaseId == null
                && (extensionId == null || submission.ExtensionId == extensionId));
        var total = await submissions.CountAsync(cancellationToken);
        var items = await submissions
            .OrderByDescending(submission => submission.ChangedAt)
            .Skip(page.Skip).Take(page.Size)
            .Select(submission => new SubmissionSummary(
                submission.Id,
                submission.State,
                submission.Details.Name,
                submission.ExtensionId,
                submission.Version,
                submission.RepositoryUrl,
                submission.ChangedByName,
                submission.ChangedAt,
                submission.SubmittedAt))
            .ToListAsync(cancellationToken);
        return new Page<SubmissionSummary>(await WithProgressAsync(db, items, cancellationToken), page, total);
    }

    /// <summary>Checks all drafts of a page together, by the rules of the wizard.</summary>
    private async Task<IReadOnlyList<SubmissionSummary>> WithProgressAsync(PortalDb db, List<SubmissionSummary> items, CancellationToken cancellationToken)
    {
        var ids = items.Where(item => item.State == SubmissionState.Draft).Select(item => item.Id).ToList();
        if (ids.Count == 0)
        {
            return items;
        }

        var drafts = await db.Set<Submission>().AsNoTracking()
            .Include(submission => submission.Attachments)
            .ThenInclude(attachment => attachment.Upload)
            .Where(submission => ids.Contains(submission.Id))
            .ToListAsync(cancellationToken);
        var facts = await ReadinessQueries.FactsAsync(db, drafts, clock.GetUtcNow(), cancellationToken);
        var progress = drafts.ToDictionary(draft => draft.Id, draft => Progress(draft, facts[draft.Id]));
        return items.ConvertAll(item => item with { Progress = progress.GetValueOrDefault(item.Id) });
    }

    private static DraftProgress Progress(Submission draft, ReadinessFacts facts) =>
        new(facts.Snapshot is not null, facts.Snapshot?.Manifest is not null, SubmissionReadiness.Check(draft, facts));

    /// <summary>The person's own newest draft into which nobody has typed anything; null for none.</summary>
    public async Task<Guid?> UntouchedAsync(string organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        return access.TryGet(out var member, out _)
            ? await db.Set<Submission>()
                .Where(draft => draft.OrganizationId == member.OrganizationId
                    && draft.CreatedBy == actor.UserId
                    && draft.State == SubmissionState.Draft
                    && draft.DeletedAt == null
                    && draft.RepositoryUrl == ""
                    && draft.ChangedAt == draft.CreatedAt)
                .OrderByDescending(draft => draft.CreatedAt)
                .Select(draft => (Guid?)draft.Id)
                .FirstOrDefaultAsync(cancellationToken)
            : null;
    }

    /// <summary>A submission for its publisher.</summary>
    public async Task<Result<SubmissionView>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.ReadAsync(db, submissionId, actor, cancellationToken)).TryGet(out var read, out var error))
        {
            return error;
        }

        var (submission, member) = read;
        var facts = await ReadinessQueries.FactsAsync(db, submission, clock.GetUtcNow(), cancellationToken);
        var repository = submission.RepositoryId is null
            ? null
            : await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.RepositoryId, cancellationToken);
        var current = facts.Highest?.Stable ?? facts.Highest?.OfAnyKind;
        return new SubmissionView(submission, facts.Snapshot, repository, SubmissionReadiness.Check(submission, facts), member, current?.ToString())
        {
            Checks = facts.Checks,
            Previous = submission.PreviousSnapshotId is null
                ? null
                : await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(earlier => earlier.Id == submission.PreviousSnapshotId, cancellationToken),
            Listed = facts.Highest is null ? null : await ReadRepository.ListedAsync(db, submission, facts.Snapshot?.Manifest?.Id, cancellationToken),
            // A manifest with errors can't become an offer, so there is nothing to compare.
            Compared = facts.Highest is null || submission.IsEdit || facts.Snapshot is not { Manifest: not null, HasErrors: false } snapshot
                ? null
                : await AssessSubmission.CompareAsync(db, submission, snapshot, cancellationToken),
            Share = await shares.OfAsync(db, submission.OrganizationId, cancellationToken),
            HasAgreement = await db.Set<PublisherAgreement>().AnyAsync(
                accepted => accepted.OrganizationId == submission.OrganizationId, cancellationToken),
        };
    }
}
