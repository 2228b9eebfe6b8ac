using Kiket.Portal.Accounts;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="Organization">Slug or id of the publishing organization.</param>
/// <param name="Reference">Branch or tag; <c>HEAD</c> (a detached checkout) means <paramref name="CommitSha"/>.</param>
/// <param name="CommitSha">The commit that the client expects at the ref: the beginning of a SHA. Anything else is ignored.</param>
/// <param name="ManifestJson">The client's manifest, only used for comparison.</param>
public sealed record PublishExtensionRequest(
    string Registry,
    string Organization,
    string Url,
    string? Reference,
    string? CommitSha,
    GitHubToken? Token,
    ListingInput? Listing,
    string? ManifestJson,
    bool DryRun,
    Actor Actor);

/// <summary>The result of a publish. <see cref="Refusal"/> is set when it was refused; the findings are listed in any case.</summary>
public sealed record PublishOutcome(
    Submission? Submission,
    CommitSnapshot Snapshot,
    OrganizationMember Member,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<ErrorDetail> Missing,
    SubmissionState State,
    Error? Refusal);

/// <summary>
/// The whole wizard in one call, for the command line and for CI: reads the commit, fills in the listing, and submits it
/// when nothing is missing; otherwise it leaves a draft that lists what is. A dry run checks the same and stores nothing.
/// </summary>
public sealed class PublishExtension(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    OrganizationAccess access,
    ConfirmedPeople confirmed,
    ConnectRepository connect,
    ReadCommit readCommit,
    RunChecks runChecks,
    CheckCommit checkCommit,
    SubmitSubmission submit,
    SubmissionAccess gate,
    DraftLimits limits)
{
    /// <summary>A push of the same commit can have its checks run once more, just when they had finished here.</summary>
    private const int MostTries = 2;

    /// <summary>Leaves the rest of a minute for reading and storing.</summary>
    private static readonly TimeSpan DryRunTime = TimeSpan.FromSeconds(40);

    public async Task<Result<PublishOutcome>> RunAsync(PublishExtensionRequest request, CancellationToken cancellationToken)
    {
        if (!(await access.RequireAsync(request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken))
            .TryGet(out var member, out var error))
        {
            return error;
        }

        if (await UnconfirmedAsync(request.Actor, cancellationToken) is { } notConfirmed)
        {
            return notConfirmed;
        }

        if (request.Registry != Extension.Marketplace && request.Registry != member.Slug)
        {
            return StartSubmission.UnknownRegistry(request.Registry, member.Slug);
        }

        var connection = new ConnectRepositoryRequest(member.OrganizationId, request.Url, request.Token, request.Actor, Store: !request.DryRun);
        if (!(await connect.RunAsync(connection, cancellationToken)).TryGet(out var connected, out error))
        {
            return error;
        }

        var reading = new ReadCommitRequest(connected.Repository.Id, connected.Info, ReferenceToRead(request), connected.Token, Store: !request.DryRun);
        if (!(await readCommit.RunAsync(reading, progress: null, cancellationToken)).TryGet(out var snapshot, out error))
        {
            return error;
        }

        for (var tried = 1; ; tried++)
        {
            if (!(await CheckAsync(request, connected, snapshot, cancellationToken)).TryGet(out var found, out error))
            {
                return error;
            }

            var published = await PrepareAsync(request, member, connected.Repository.Id, snapshot, found, cancellationToken);
            if (tried == MostTries || !published.TryGet(out var outcome, out _) || outcome.Refusal?.Code != SubmissionReadiness.ChecksUnfinished)
            {
                return published;
            }
        }
    }

    /// <summary>
    /// Runs the static checks right away. A dry run stores nothing. Otherwise this is the stored report, and submitting
    /// reports checks that could not finish.
    /// </summary>
    private async Task<Result<IReadOnlyList<Finding>>> CheckAsync(
        PublishExtensionRequest request, ConnectedRepository connected, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (!request.DryRun)
        {
            return (await runChecks.FinishAsync(connected.Repository.Id, snapshot, request.Listing?.BaseUrl, cancellationToken)).OwnFindings.ToList();
        }

        var commit = new CommitToCheck(connected.Repository.Id, connected.Info, snapshot, connected.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DryRunTime);
        try
        {
            return (await checkCommit.RunAsync(commit, remember: false, progress: null, limit.Token)).TryGet(out var results, out var error)
                ? results.Where(result => result.Kind != CheckKind.Manifest).SelectMany(result => result.Findings).ToList()
                : error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Unavailable(
                "checks_slow",
                "GitHub took too long to deliver the files. Try again in a moment, or publish without dry_run so that the checks continue in the background.");
        }
    }

    private async Task<Result<PublishOutcome>> PrepareAsync(
        PublishExtensionRequest request,
        OrganizationMember member,
        Guid repositoryId,
        CommitSnapshot snapshot,
        IReadOnlyList<Finding> found,
        CancellationToken cancellationToken)
    {
        var prepared = await unit.RunAsync(work => StoreAsync(work, request, member, repositoryId, snapshot, found, cancellationToken), cancellationToken);
        if (!prepared.TryGet(out var stored, out var error))
        {
            return error;
        }

        if (stored.State == SubmissionState.InReview && !request.DryRun)
        {
            // The base address may come from the existing draft.
            await runChecks.QueueAsync(repositoryId, snapshot, stored.Submission!.Details.BaseUrl, cancellationToken);
        }

        return stored;
    }

    /// <summary>
    /// Stores the draft and submits it when it is ready, in one unit: of many publishes of one extension at once, none can take
    /// over the draft of another before it is submitted. A dry run or a refused publish stores nothing.
    /// </summary>
    private async Task<Result<PublishOutcome>> StoreAsync(
        Work work,
        PublishExtensionRequest request,
        OrganizationMember member,
        Guid repositoryId,
        CommitSnapshot snapshot,
        IReadOnlyList<Finding> found,
        CancellationToken cancellationToken)
    {
        var (db, now, author) = (work.Db, work.Now, SubmissionAccess.Publisher(request.Actor));
        var submission = await OpenSubmissionAsync(db, request, member, repositoryId, snapshot, cancellationToken);
        if (submission is null)
        {
            submission = Submission.Start(member.OrganizationId, request.Registry, request.Actor.UserId, request.Actor.Name, now);
            db.Add(submission);
        }

        if (submission.TakeReading(request.Url.Trim(), request.Reference, repositoryId, snapshot, author, now) is { Succeeded: false } notRead)
        {
            return notRead.Error;
        }

        var details = submission.Details;
        if (details.IsUntouched)
        {
            details = await ReadRepository.SuggestAsync(db, submission, snapshot.Manifest, cancellationToken);
            await InheritAttachments.RunAsync(db, submission, cancellationToken);
        }

        details = request.Listing?.ApplyTo(details) ?? details;
        if (DetailsBound.Problem(details) is { } tooLarge)
        {
            return tooLarge;
        }

        if (submission.Describe(details, author, now) is { Succeeded: false } notDescribed)
        {
            return notDescribed.Error;
        }

        var overrides = await CheckQueries.OverridesAsync(db, repositoryId, cancellationToken);
        var facts = await ReadinessQueries.FactsAsync(db, submission, snapshot, now, cancellationToken) with
        {
            Blocking = [.. found.Where(finding => finding.Level == FindingLevel.Error && !(finding.Key is { } key && overrides.ContainsKey(key)))],
        };
        var readiness = SubmissionReadiness.Check(submission, facts);
        IReadOnlyList<Finding> findings =
        [
            .. snapshot.Findings,
            .. found,
            .. readiness.Notices,
            .. CommitFindings(request, snapshot),
            .. ManifestClaim.Compare(request.ManifestJson, snapshot),
        ];
        var outcome = new PublishOutcome(submission, snapshot, member, findings, readiness.Missing, SubmissionState.Draft, null);
        if (readiness.Refusals.Count > 0)
        {
            work.Discard();
            return outcome with { Submission = null, Refusal = SubmitSubmission.Refusal(readiness) };
        }

        if (request.DryRun)
        {
            work.Discard();
            return outcome with { Submission = null, State = readiness.IsReady ? SubmissionState.InReview : SubmissionState.Draft };
        }

        // A ready submission goes to review; one that is not counts as an open draft.
        if (!readiness.IsReady
            && db.Entry(submission).State == EntityState.Added
            && await limits.RefuseOpenAsync(db, member.OrganizationId, cancellationToken) is { } full)
        {
            return full;
        }

        work.Refresh(() => gate.PublishAsync(submission));
        return readiness.IsReady
            ? await SubmitAsync(work, submission, outcome, request.Actor, cancellationToken)
            : outcome with { State = submission.State };
    }

    /// <summary>A refusal keeps the draft.</summary>
    private async Task<PublishOutcome> SubmitAsync(
        Work work, Submission submission, PublishOutcome outcome, Actor actor, CancellationToken cancellationToken)
    {
        await work.Db.SaveChangesAsync(cancellationToken);
        var submitted = await submit.SubmitAsync(work, submission, actor, cancellationToken);
        return outcome with { State = submission.State, Refusal = submitted.Error };
    }

    /// <summary>
    /// The submission of the same extension that is still with the publisher, so that a repeated publish creates no second
    /// one.
    /// </summary>
    private static async Task<Submission?> OpenSubmissionAsync(
        PortalDb db,
        PublishExtensionRequest request,
        OrganizationMember member,
        Guid repositoryId,
        CommitSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        var extensionId = snapshot.Manifest?.Id;
        return await db.Set<Submission>()
            .Include(submission => submission.Entries.OrderBy(entry => entry.At))
            .Include(submission => submission.Attachments)
            .ThenInclude(attachment => attachment.Upload)
            .AsSplitQuery()
            .Where(submission => submission.OrganizationId == member.OrganizationId
                && submission.DeletedAt == null
                && submission.Registry == request.Registry
                && submission.RepositoryId == repositoryId
                && submission.ExtensionId == extensionId
                && (submission.State == SubmissionState.Draft || submission.State == SubmissionState.ChangesRequested))
            .OrderByDescending(submission => submission.ChangedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<Error?> UnconfirmedAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await confirmed.RequireAsync(db, actor.UserId, cancellationToken)).Error;
    }

    private static string? ReferenceToRead(PublishExtensionRequest request) =>
        request.Reference is null or "" or "HEAD"
            ? IsSha(request.CommitSha) ? request.CommitSha : null
            : request.Reference;

    private static IEnumerable<Finding> CommitFindings(PublishExtensionRequest request, CommitSnapshot snapshot)
    {
        if (IsSha(request.CommitSha) && !snapshot.Commit.StartsWith(request.CommitSha!, StringComparison.OrdinalIgnoreCase))
        {
            yield return ChecksRules.CommitDiffers.At(
                $"The request names commit {request.CommitSha}, but {request.Reference ?? "the default branch"} is at {snapshot.ShortCommit} on GitHub. "
                    + $"The portal read {snapshot.ShortCommit}.");
        }
    }

    private static bool IsSha(string? text) => text is { Length: >= 7 and <= 40 } && text.All(char.IsAsciiHexDigit);
}
