using Kiket.Portal.Accounts;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="Token">A newly typed token, or null to use the one stored for the repository.</param>
/// <param name="Refresh">Reads again even if this commit was just read, for "Check the newest commit".</param>
public sealed record ReadRepositoryRequest(Guid SubmissionId, string Url, string? Reference, GitHubToken? Token, Actor Actor, bool Refresh = false);

/// <summary>
/// The wizard's first two steps: finds the repository, reads the commit and stores the snapshot in the draft. The typed
/// address is kept even when GitHub refuses it. GitHub is called outside of transactions.
/// </summary>
public sealed class ReadRepository(
    UnitOfWork unit,
    ConnectRepository connect,
    ReadCommit readCommit,
    RunChecks checks,
    SubmissionAccess access)
{
    internal const int MaxUrl = 500;
    private const int MaxReference = 255;

    public async Task<Result<CommitSnapshot>> RunAsync(ReadRepositoryRequest request, IProgress<ReadCommitStep>? progress, CancellationToken cancellationToken)
    {
        var url = request.Url.Trim();
        var reference = string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim();
        if (url.Length is 0 or > MaxUrl)
        {
            return Error.Field("repository.url", GitHubErrors.InvalidAddress, "Enter the repository's address, such as https://github.com/acme/alerts.");
        }

        if (reference is { Length: > MaxReference })
        {
            return Error.Field("repository.ref", GitHubErrors.ReferenceNotFound, $"A branch, tag or commit has at most {MaxReference} characters.");
        }

        if (!(await RecordAsync(request, url, reference, cancellationToken)).TryGet(out var organizationId, out var error)
            || !(await connect.RunAsync(new ConnectRepositoryRequest(organizationId, url, request.Token, request.Actor), cancellationToken))
                .TryGet(out var connected, out error)
            || !(await ReadAsync(request, connected, reference, progress, cancellationToken)).TryGet(out var snapshot, out error))
        {
            return error;
        }

        var taken = await unit.RunAsync(
            work => TakeAsync(work, request, (url, reference, connected.Repository.Id), snapshot, cancellationToken),
            cancellationToken,
            Lost(request, cancellationToken));
        if (!taken.TryGet(out var submission, out error))
        {
            return error;
        }

        await checks.QueueAsync(connected.Repository.Id, snapshot, submission.Details.BaseUrl, cancellationToken);
        await access.PublishAsync(submission);
        return snapshot;
    }

    private Task<Result<CommitSnapshot>> ReadAsync(
        ReadRepositoryRequest request,
        ConnectedRepository connected,
        string? reference,
        IProgress<ReadCommitStep>? progress,
        CancellationToken cancellationToken) =>
        readCommit.RunAsync(
            new ReadCommitRequest(connected.Repository.Id, connected.Info, reference, connected.Token, request.Refresh), progress, cancellationToken);

    private static Func<PortalDb, Task<Error>> Lost(ReadRepositoryRequest request, CancellationToken cancellationToken) =>
        db => SubmissionAccess.LostAsync(db, request.SubmissionId, cancellationToken);

    /// <returns>The organization of the submission.</returns>
    private Task<Result<Guid>> RecordAsync(ReadRepositoryRequest request, string url, string? reference, CancellationToken cancellationToken) => unit.RunAsync(
        work => RecordAsync(work, request, url, reference, cancellationToken), cancellationToken, Lost(request, cancellationToken));

    private static async Task<Result<Guid>> RecordAsync(
        Work work, ReadRepositoryRequest request, string url, string? reference, CancellationToken cancellationToken)
    {
        if (!(await SubmissionAccess.OpenAsync(work.Db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        // An address may contain a password, so it is only stored before it is parsed if it can't.
        var address = RecordRepositoryAddress.MayContainSecret(url) ? "" : url;
        return submission.RecordAddress(address, reference, SubmissionAccess.Publisher(request.Actor), work.Now) is { Succeeded: false } refused
            ? refused.Error
            : submission.OrganizationId;
    }

    private static async Task<Result<Submission>> TakeAsync(
        Work work,
        ReadRepositoryRequest request,
        (string Url, string? Reference, Guid RepositoryId) source,
        CommitSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await SubmissionAccess.OpenAsync(db, request.SubmissionId, request.Actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var author = SubmissionAccess.Publisher(request.Actor);
        if (submission.TakeReading(source.Url, source.Reference, source.RepositoryId, snapshot, author, now) is { Succeeded: false } refused)
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

        return submission;
    }

    /// <summary>What the listing step starts with: the details of the submission before or of the listed version, or else those of the manifest.</summary>
    internal static async Task<Listings.ListingDetails> SuggestAsync(
        PortalDb db, Submission submission, Manifest? manifest, CancellationToken cancellationToken) =>
        await ClosedAsync(db, submission, manifest?.Id, cancellationToken)
        ?? await ListedAsync(db, submission, manifest?.Id, cancellationToken) ?? ListingSuggestion.From(manifest);

    private static async Task<Listings.ListingDetails?> ClosedAsync(
        PortalDb db, Submission submission, string? extensionId, CancellationToken cancellationToken)
    {
        if (extensionId is null || await PreviousDetails.ClosedAsync(db, submission, extensionId, cancellationToken) is not { } closed)
        {
            return null;
        }

        var details = await db.Set<Submission>().AsNoTracking()
            .Where(other => other.Id == closed)
            .Select(other => other.Details)
            .SingleAsync(cancellationToken);
        return details with { IsSecurityFix = false };
    }

    /// <summary>The details of the listed version if the organization published it; null when none is listed.</summary>
    internal static async Task<Listings.ListingDetails?> ListedAsync(
        PortalDb db, Submission submission, string? extensionId, CancellationToken cancellationToken)
    {
        if (extensionId is null)
        {
            return null;
        }

        var normalized = Extension.Normalize(extensionId);
        var release = await db.Set<Listings.Listing>()
            .Where(listing => listing.Registry == submission.Registry
                && listing.NormalizedId == normalized
                && listing.OrganizationId == submission.OrganizationId)
            .Select(listing => (Guid?)listing.ReleaseId)
            .SingleOrDefaultAsync(cancellationToken);
        return release is { } shown ? await ShownDetails.OfAsync(db, shown, cancellationToken) with { IsSecurityFix = false } : null;
    }
}
