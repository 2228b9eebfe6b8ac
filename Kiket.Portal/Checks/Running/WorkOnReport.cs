using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks.Running;

/// <summary>The part of a report to work on.</summary>
public enum WorkPart
{
    All,

    /// <summary>Without the sanity tests, which call the publisher's servers and may have to wait.</summary>
    Static,
}

/// <summary>
/// One turn of work on a report. Every step is stored when it ends, so the next turn continues an interrupted one.
/// Results are replaced as a whole, so running twice shows nothing twice.
/// </summary>
public sealed partial class WorkOnReport(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    CheckCommit check,
    SanityTests sanity,
    RepositoryTokens tokens,
    ChecksTopic topic,
    TimeProvider clock,
    ILogger<WorkOnReport> logger)
{
    /// <summary>The limit for one turn. Checked files are stored, so the next turn needs less time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(700);

    /// <summary>Claims the report and works on it. False when another worker has it, or there is nothing to do.</summary>
    public async Task<bool> TryAsync(Guid reportId, WorkPart part, CancellationToken cancellationToken)
    {
        if (!await ClaimAsync(reportId, part, cancellationToken))
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var turn = await TurnAsync(reportId, await CommitAsync(reportId, limit.Token), part, limit.Token);
            await EndAsync(reportId, report => End(report, turn));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(reportId, report => report.Resume(clock.GetUtcNow()));
            throw;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(reportId, report => report.Postpone("The checks took longer than 3 minutes.", null, Random.Shared.NextDouble(), clock.GetUtcNow()));
        }
        catch (Exception exception)
        {
            Broken(logger, exception, reportId);
            await EndAsync(
                reportId,
                report => report.Postpone("Something failed inside the portal during the checks.", null, Random.Shared.NextDouble(), clock.GetUtcNow()));
        }

        return true;
    }

    /// <summary>Claims the report and marks the started checks in one write. False when another worker was first.</summary>
    private async Task<bool> ClaimAsync(Guid reportId, WorkPart part, CancellationToken cancellationToken)
    {
        var claimed = await unit.RunAsync<bool>(
            async work =>
            {
                var report = await LoadAsync(work.Db, reportId, cancellationToken);
                var isFree = report.State is CheckReportState.Queued or CheckReportState.Waiting
                    || (report.State == CheckReportState.Running && report.LeaseUntil < work.Now);
                if (!isFree || report.DueAt > work.Now || (part == WorkPart.Static && report.IsStaticFinished))
                {
                    return false;
                }

                var isClaimed = Change(work, report, () => report.Claim(work.Now));
                if (isClaimed)
                {
                    Start(report, CheckKinds.Static);
                }

                return isClaimed;
            },
            cancellationToken);
        return claimed.TryGet(out var isMine, out _) && isMine;
    }

    private async Task<CommitToCheck> CommitAsync(Guid reportId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await LoadAsync(db, reportId, cancellationToken);
        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == report.SnapshotId, cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == report.RepositoryId, cancellationToken);
        var info = new RepositoryInfo(
            repository.GitHubId,
            repository.Owner,
            repository.Name,
            repository.DefaultBranch,
            repository.IsPrivate,
            IsArchived: false,
            CanPush: false,
            Description: null,
            PushedAt: null);
        return new CommitToCheck(repository.Id, info, snapshot, tokens.Reveal(repository)) { IsStaticDue = !report.IsStaticFinished };
    }

    /// <returns>The results that aren't stored yet, or why the turn ended early.</returns>
    private async Task<Result<IReadOnlyList<CheckResult>>> TurnAsync(Guid reportId, CommitToCheck commit, WorkPart part, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckResult> results = [];
        if (commit.IsStaticDue)
        {
            var lastReport = clock.GetTimestamp();
            var checkedCommit = await check.RunAsync(commit, remember: true, async (done, total) =>
            {
                if (clock.GetElapsedTime(lastReport) > Breath)
                {
                    lastReport = clock.GetTimestamp();
                    await ChangeAsync(reportId, report => Advance(report, done, total), cancellationToken);
                }
            }, cancellationToken);
            if (!checkedCommit.TryGet(out results!, out var error))
            {
                return error;
            }
        }

        if (part == WorkPart.Static)
        {
            return results.ToArray();
        }

        // Before the endpoints are called, because that may have to wait.
        await ChangeAsync(reportId, report => Finish(report, results), cancellationToken);
        return await SanityAsync(reportId, commit, cancellationToken);
    }

    private async Task<Result<IReadOnlyList<CheckResult>>> SanityAsync(Guid reportId, CommitToCheck commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await LoadAsync(db, reportId, cancellationToken);
        if (report.Run(CheckKind.Sanity).State == CheckRunState.Finished)
        {
            return Array.Empty<CheckResult>();
        }

        if (await sanity.WaitAsync(db, commit.RepositoryId, clock.GetUtcNow(), cancellationToken) is { } wait)
        {
            return Error.TooMany("sanity_too_soon", "An extension is called at most once a minute.", wait);
        }

        Start(report, [CheckKind.Sanity]);
        await db.SaveChangesAsync(cancellationToken);
        await topic.PublishAsync(report.RepositoryId);
        return new[] { await sanity.RunAsync(commit.Snapshot.Manifest, report.BaseUrl, cancellationToken) };
    }

    private void Start(CheckReport report, IReadOnlyList<CheckKind> kinds)
    {
        foreach (var run in report.Runs.Where(run => kinds.Contains(run.Kind) && run.State != CheckRunState.Finished))
        {
            run.Start(clock.GetUtcNow());
        }
    }

    private static void Advance(CheckReport report, int done, int total)
    {
        foreach (var run in report.Runs.Where(run => run.State == CheckRunState.Running))
        {
            run.Advance(done, total);
        }
    }

    private void Finish(CheckReport report, IReadOnlyList<CheckResult> results)
    {
        foreach (var result in results)
        {
            if (report.Run(result.Kind) is { State: not CheckRunState.Finished } run)
            {
                run.Finish(result, clock.GetUtcNow());
            }
        }
    }

    private void End(CheckReport report, Result<IReadOnlyList<CheckResult>> turn)
    {
        if (turn.TryGet(out var results, out var refusal))
        {
            Finish(report, results);
            report.Release(clock.GetUtcNow());
            return;
        }

        switch (refusal)
        {
            case { Kind: ErrorKind.Unavailable or ErrorKind.TooMany or ErrorKind.Conflict }:
                report.Postpone(refusal.Message, refusal.RetryAfter, Random.Shared.NextDouble(), clock.GetUtcNow());
                break;
            default:
                report.Die(refusal.Message);
                break;
        }
    }

    /// <summary>The end of a turn is stored even when the portal stops, so the next start knows it.</summary>
    private Task EndAsync(Guid reportId, Action<CheckReport> change) => ChangeAsync(reportId, change, CancellationToken.None);

    private async Task ChangeAsync(Guid reportId, Action<CheckReport> change, CancellationToken cancellationToken)
    {
        var changed = await unit.RunAsync(
            async work =>
            {
                var report = await LoadAsync(work.Db, reportId, cancellationToken);
                return Change(work, report, () =>
                {
                    change(report);
                    return Result.Success();
                });
            },
            cancellationToken);
        if (!changed.Succeeded)
        {
            // The report is leased to this turn, so only an operator's retry or an expired lease can come in between.
            throw new LostRaceException();
        }
    }

    /// <summary>Changes the report, and says so to everybody when that ends it.</summary>
    private T Change<T>(Work work, CheckReport report, Func<T> change)
    {
        var before = report.State;
        var result = change();
        if (report.State != before && report.State == CheckReportState.Finished)
        {
            work.Raise(new ChecksFinished(report.RepositoryId, report.Commit));
        }

        if (report.State != before && report.State == CheckReportState.Dead)
        {
            work.Raise(new ChecksStopped(report.RepositoryId, report.Commit));
        }

        work.Refresh(() => topic.PublishAsync(report.RepositoryId));
        return result;
    }

    private static Task<CheckReport> LoadAsync(PortalDb db, Guid reportId, CancellationToken cancellationToken) =>
        db.Set<CheckReport>().Include(report => report.Runs).SingleAsync(report => report.Id == reportId, cancellationToken);

    [LoggerMessage(LogLevel.Error, "The checks of report {Report} failed.")]
    private static partial void Broken(ILogger logger, Exception exception, Guid report);
}
