using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Policies;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>A submission compared with the release before it.</summary>
/// <param name="BeforeRelease">The last release that came from another submission; null before the first.</param>
public sealed record ComparedSubmission(
    Release? BeforeRelease,
    CommitSnapshot? BeforeSnapshot,
    ReleaseSide? Before,
    ReleaseSide After,
    ReleaseDifference Difference)
{
    /// <summary>What the listing of that release shows, with its pictures; null before the first.</summary>
    public ListingDetails? BeforeDetails { get; init; }

    public ListingFiles BeforeFiles { get; init; } = ListingFiles.None;
}

/// <summary>Compares a submission with the last release, inside the caller's unit of work.</summary>
public sealed class AssessSubmission(ReadReviewSettings settings)
{
    /// <summary>Stores the change class, the risk and the need for two approvals with the submission.</summary>
    public async Task<Assessment> RunAsync(PortalDb db, Submission submission, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var compared = await CompareAsync(db, submission, snapshot, cancellationToken);
        var scopes = (await settings.RunAsync(db, cancellationToken)).SensitiveScopes;
        var verified = await db.Set<ExtensionRepository>().AnyAsync(
            repository => repository.Id == submission.RepositoryId && repository.Verification != VerificationMethod.None, cancellationToken);
        var checks = submission.RepositoryId is { } repositoryId ? await CheckQueries.FindAsync(db, repositoryId, snapshot.Commit, cancellationToken) : null;
        var facts = new RiskFacts(compared.Before, compared.After, [.. snapshot.Findings, .. checks?.Report.OwnFindings ?? []], scopes)
        {
            IsPrivate = submission.IsPrivate,
            IsVerified = verified,
            IsTreeComplete = snapshot.IsTreeComplete,
            Rejections = await db.Set<Submission>().CountAsync(
                other => other.ExtensionKey == submission.ExtensionKey
                    && other.OrganizationId == submission.OrganizationId
                    && other.State == SubmissionState.Rejected,
                cancellationToken),
            Approvals = await db.Set<Submission>().CountAsync(
                other => other.OrganizationId == submission.OrganizationId && other.State == SubmissionState.Approved, cancellationToken),
            // Every name is read for it, so only when there is a new one.
            LooksLike = compared.Before?.Listing.Name == submission.Details.Name
                ? []
                : await FindLookalikes.OfAsync(db, submission, cancellationToken),
        };
        var assessment = AssessRisk.Of(facts, compared.Difference);
        submission.Assess(assessment);
        return assessment;
    }

    public static async Task<ComparedSubmission> CompareAsync(PortalDb db, Submission submission, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var release = await BeforeAsync(db, submission, cancellationToken);
        var (beforeSnapshot, before) = (default(CommitSnapshot), default(ReleaseSide));
        var shown = default(Submission);
        if (release is not null)
        {
            beforeSnapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == release.SnapshotId, cancellationToken);
            shown = await ShownAsync(db, release.Id, cancellationToken);
            var offer = await OfferQueries.CurrentAsync(db, release.Id, cancellationToken);
            before = await SideAsync(db, offer.Terms, beforeSnapshot, shown.Details, cancellationToken);
        }

        var after = await SideAsync(db, snapshot, submission.Details, cancellationToken);
        return new ComparedSubmission(release, beforeSnapshot, before, after, ReleaseDifference.Between(before, after))
        {
            BeforeDetails = shown?.Details,
            BeforeFiles = shown is null ? ListingFiles.None : ListingFilesOf.Public(shown) with { Documents = [] },
        };
    }

    /// <summary>A commit with the details that were submitted with it, for a comparison.</summary>
    public static Task<ReleaseSide> SideAsync(PortalDb db, CommitSnapshot snapshot, ListingDetails details, CancellationToken cancellationToken) =>
        SideAsync(db, MakeTerms.Of(snapshot.Manifest!, details.Terms), snapshot, details, cancellationToken);

    private static async Task<Submission> ShownAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken)
    {
        var id = await ShownDetails.SubmissionIdAsync(db, releaseId, cancellationToken);
        return await db.Set<Submission>().AsNoTracking()
            .Include(submission => submission.Attachments).ThenInclude(attachment => attachment.Upload)
            .SingleAsync(submission => submission.Id == id, cancellationToken);
    }

    private static async Task<ReleaseSide> SideAsync(
        PortalDb db, OfferTerms terms, CommitSnapshot snapshot, ListingDetails details, CancellationToken cancellationToken) =>
        new(terms, snapshot.Manifest!, new ComparedListing(details.Name, details.Summary, details.Categories))
        {
            Documents = await DocumentsAsync(db, snapshot.DocumentSetId, cancellationToken),
            Pictures = await db.Set<DocumentPicture>()
                .Where(picture => picture.DocumentSetId == snapshot.DocumentSetId)
                .Select(picture => "/files/" + picture.Name)
                .ToListAsync(cancellationToken),
        };

    /// <summary>The newest release of another submission, as of the decision on this one.</summary>
    private static async Task<Release?> BeforeAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        if ((submission.ExtensionKey ?? await KeyAsync(db, submission, cancellationToken)) is not { } extension)
        {
            return null;
        }

        var until = submission.State == SubmissionState.InReview ? null : submission.DecidedAt;
        return await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == extension && release.SubmissionId != submission.Id && (until == null || release.ReleasedAt < until))
            .OrderByDescending(release => release.ReleasedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A draft has only the id of its manifest. Null when the organization doesn't own that id.</summary>
    private static async Task<Guid?> KeyAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(submission.ExtensionId ?? "");
        return await db.Set<Extension>()
            .Where(extension => extension.Registry == submission.Registry
                && extension.NormalizedId == id
                && extension.OrganizationId == submission.OrganizationId)
            .Select(extension => (Guid?)extension.Id)
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<ComparedDocument>> DocumentsAsync(PortalDb db, Guid? set, CancellationToken cancellationToken) => set is null
        ? []
        : await db.Set<DocumentPage>().AsNoTracking()
            .Where(page => page.DocumentSetId == set)
            .OrderBy(page => page.Tab).ThenBy(page => page.Order)
            .Select(page => new ComparedDocument(page.Tab.ToString(), page.Path, page.Version, page.PlainText))
            .ToListAsync(cancellationToken);
}
