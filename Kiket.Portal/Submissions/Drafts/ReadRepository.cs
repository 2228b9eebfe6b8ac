using Kiket.Portal.Accounts;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="Token">A token just typed, or null to use the one stored for the repository.</param>
/// <param name="Refresh">Reads again even when this commit was read a moment ago: "check again".</param>
public sealed record ReadRepositoryRequest(Guid SubmissionId, string Url, string? Reference, GitHubToken? Token, Actor Actor, bool Refresh = false);

/// <summary>
/// The wizard's first two steps: finds the repository, reads the commit and puts the reading into the draft. What
/// was typed is kept even when GitHub refuses it. GitHub is asked outside any transaction.
/// </summary>
public sealed class ReadRepository(
    IDbContextFactory<PortalDb> databases,
    ConnectRepository connect,
    ReadCommit readCommit,
    RunChecks checks,
    SubmissionAccess access,
    TimeProvider clock)
{
    internal const int MaxUrl = 500;
    private const int MaxReference = 255;

    public async Task<Result<CommitSnapshot>> RunAsync(ReadRepositoryRequest request, IProgress<ReadCommitStep>? progress, CancellationToken cancellationToken)
    {
        var url = request.Url.Trim();
        var reference = string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim();
        if (url.Length is 0 or > MaxUrl)
        {
            return Error.Field("repository.url", GitHubErrors.InvalidAddress, "Type the repository's address, such as https://github.com/acme/alerts.");
        }

        if (reference is { Length: > MaxReference })
        {
            return Error.Field("repository.ref", GitHubErrors.ReferenceNotFound, $"A branch, tag or commit has at most {MaxReference} characters.");
        }

        if (!(await RecordAsync(request, url, reference, cancellationToken)).TryGet(out var organizationId, out var error)
            || !(await connect.RunAsync(new ConnectRepositoryRequest(organizationId, url, request.Token, request.Actor), cancellationToken)).TryGet(out var connected, out error)
            || !(await readCommit.RunAsync(new ReadCommitRequest(connected.Repository.Id, connected.Info, reference, connected.Token, request.Refresh), progress, cancellationToken)).TryGet(out var snapshot, out error))
        {
            return error;
        }

        return await TakeAsync(request, url, reference, connected.Repository.Id, snapshot, cancellationToken);
    }

    private async Task<Result<Guid>> RecordAsync(ReadRepositoryRequest request, string url, string? reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        // An address may carry a password; only one that parses to owner and name is kept before it is understood.
        if (submission.RecordAddress(RecordRepositoryAddress.MayContainSecret(url) ? "" : url, reference, SubmissionAccess.Publisher(request.Actor), clock.GetUtcNow()) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        return submission.OrganizationId;
    }

    private async Task<Result<CommitSnapshot>> TakeAsync(
        ReadRepositoryRequest request, string url, string? reference, Guid repositoryId, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var author = SubmissionAccess.Publisher(request.Actor);
        var now = clock.GetUtcNow();
        if (submission.TakeReading(url, reference, repositoryId, snapshot, author, now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var isFirst = submission.Details.IsUntouched;
        if (submission.Suggest(await SuggestAsync(db, submission, snapshot.Manifest, cancellationToken), author, now) is { Succeeded: false } notSuggested)
        {
            return notSuggested.Error;
        }

        if (isFirst)
        {
            await InheritAttachments.RunAsync(db, submission, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await checks.QueueAsync(repositoryId, snapshot, submission.Details.BaseUrl, cancellationToken);
        await access.PublishAsync(submission);
        return snapshot;
    }

    /// <summary>What the listing step starts from: the listed version's details, else what the manifest says.</summary>
    internal static async Task<Listings.ListingDetails> SuggestAsync(PortalDb db, Submission submission, Manifest? manifest, CancellationToken cancellationToken)
    {
        return await ListedAsync(db, submission, manifest?.Id, cancellationToken) ?? ListingSuggestion.From(manifest);
    }

    /// <summary>What the publisher of the listed version typed, if it is the organization's; null when none is listed.</summary>
    internal static async Task<Listings.ListingDetails?> ListedAsync(PortalDb db, Submission submission, string? extensionId, CancellationToken cancellationToken)
    {
        if (extensionId is null)
        {
            return null;
        }

        var normalized = Extension.Normalize(extensionId);
        return await (
            from listing in db.Set<Listings.Listing>().AsNoTracking()
            where listing.Registry == submission.Registry && listing.NormalizedId == normalized && listing.OrganizationId == submission.OrganizationId
            join release in db.Set<Releases.Release>() on listing.ReleaseId equals release.Id
            join approved in db.Set<Submission>() on release.SubmissionId equals approved.Id
            select approved.Details).SingleOrDefaultAsync(cancellationToken);
    }
}
