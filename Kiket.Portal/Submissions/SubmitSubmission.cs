using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Submits for review. Everything is checked again inside one transaction, whatever the screen showed; a second click, a
/// second tab and a race with the same version each end in one submission.
/// </summary>
public sealed class SubmitSubmission(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    ReserveExtensionId reserve,
    LoseExtensionId loseId,
    RunChecks checks,
    NotifyReviewers notify,
    AssessSubmission assess,
    SubmissionAccess access,
    ConfirmedPeople confirmed,
    TimeProvider clock)
{
    /// <summary>A refusal lists every reason: <c>not_ready</c> lists what is missing, other codes name other problems.</summary>
    public async Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await CheckAsync(submissionId, actor, cancellationToken);
        var result = await unit.RunAsync(
            work => SubmitAsync(work, submissionId, actor, cancellationToken),
            cancellationToken,
            db => LostAsync(db, submissionId, cancellationToken));
        return result.Error?.Code == SubmissionAccess.ChangedCode && await IsInReviewAsync(submissionId, cancellationToken) ? Result.Success() : result;
    }

    /// <summary>The second click of a double click can lose against the first one, which succeeded.</summary>
    private async Task<bool> IsInReviewAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Submission>().AnyAsync(
            submission => submission.Id == submissionId && submission.State == SubmissionState.InReview, cancellationToken);
    }

    private async Task<Result> SubmitAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        (await SubmissionAccess.OpenAsync(work.Db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error)
            ? await SubmitAsync(work, submission, actor, cancellationToken)
            : error;

    /// <summary>
    /// Submits inside the caller's unit of work, so that no one can move the draft to another commit in between. The caller has
    /// checked the person's right and has run the checks. A refusal leaves the draft unchanged.
    /// </summary>
    internal async Task<Result> SubmitAsync(Work work, Submission submission, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (submission.State == SubmissionState.InReview)
        {
            // The second click of a double click: the first one succeeded.
            return Result.Success();
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        var facts = await ReadinessQueries.FactsAsync(db, submission, now, cancellationToken) with { MustBeChecked = true };
        if (Refusal(SubmissionReadiness.Check(submission, facts)) is { } notReady)
        {
            return notReady;
        }

        var manifest = facts.Snapshot!.Manifest!;
        if (!(await reserve.RunAsync(db, submission.Registry, manifest.Id!, submission.OrganizationId, submission.RepositoryId!.Value, cancellationToken))
                .TryGet(out var reserved, out var error)
            || !VersionPolicy.Parse(manifest.Version).TryGet(out var version, out error))
        {
            return error;
        }

        if (await PublishingBan.ProblemAsync(db, submission.OrganizationId, reserved.Extension.Id, cancellationToken) is { } banned)
        {
            return banned;
        }

        var lost = await loseId.AddAsync(db, reserved.Extension, reserved.LostBy, LostIdReason.Proven, actor, cancellationToken);
        if (submission.Submit(reserved.Extension.Id, VersionPolicy.PrecedenceKey(version), SubmissionAccess.Publisher(actor), now)
            is { Succeeded: false } refused)
        {
            return refused;
        }

        await assess.RunAsync(db, submission, facts.Snapshot, cancellationToken);
        await notify.AddAsync(work, submission, cancellationToken);
        work.Audit(
            actor,
            "submission.submitted",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, submission.Commit });
        work.Raise(new SubmissionSubmitted(submission.Id, submission.Commit!));
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => loseId.PublishAsync(lost));
        return Result.Success();
    }

    /// <summary>Names the winner: another tab, another organization with the same id, or another submission of the same version.</summary>
    private async Task<Error> LostAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken)
    {
        if (await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken) is not { } submission)
        {
            return SubmissionAccess.NotFound;
        }

        var refusals = submission.IsWithPublisher
            ? SubmissionReadiness.Check(submission, await ReadinessQueries.FactsAsync(db, submission, clock.GetUtcNow(), cancellationToken)).Refusals
            : [];
        return refusals.Count > 0 ? refusals[0] : SubmissionAccess.ChangedMeanwhile(submission);
    }

    /// <summary>Finishes the checks of the commit first, outside the transaction: they read from GitHub.</summary>
    private async Task CheckAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out _)
            && submission is { IsWithPublisher: true, RepositoryId: { } repository, SnapshotId: { } snapshotId })
        {
            var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == snapshotId, cancellationToken);
            await checks.FinishAsync(repository, snapshot, submission.Details.BaseUrl, cancellationToken);
        }
    }

    /// <summary>Combines all reasons into one error: a person reads them together, a program finds each one in the details.</summary>
    internal static Error? Refusal(Readiness readiness)
    {
        if (readiness.IsReady)
        {
            return null;
        }

        if (readiness.Refusals.Count > 0)
        {
            var first = readiness.Refusals[0];
            var others = readiness.Refusals.Skip(1).Select(other => new ErrorDetail(null, other.Message));
            return first with { Details = [.. first.Details, .. others, .. readiness.Missing] };
        }

        return Error.Invalid(
            "not_ready",
            readiness.Missing.Count == 1
                ? $"One thing is missing: {readiness.Missing[0].Message}"
                : $"{readiness.Missing.Count} things are missing. Fill in the marked fields, then submit again.",
            readiness.Missing);
    }
}
