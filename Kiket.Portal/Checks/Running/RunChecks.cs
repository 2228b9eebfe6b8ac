using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks.Running;

/// <summary>
/// Requests the checks of a commit: when it is read, submitted or approved, on demand, and on a push. Stores the row;
/// workers pick it up. The caller must check who may request it.
/// </summary>
public sealed class RunChecks(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, WorkOnReport work, WorkSignal signal, ChecksTopic topic, TimeProvider clock) : IDisposable
{
    /// <summary>Many publishes at once wait for each other here instead of in the database.</summary>
    private readonly SemaphoreSlim _here = new(2);

    /// <summary>How long a caller waits here. A publish waits at most twice, and responds within a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Queues the checks of a commit that haven't run yet. Finished ones stay unchanged.</summary>
    /// <param name="baseUrl">The extension's base address from the publisher; null if there is none.</param>
    public async Task<Guid> QueueAsync(Guid repositoryId, CommitSnapshot snapshot, string? baseUrl, CancellationToken cancellationToken)
    {
        var (id, isNew) = await StoreAsync(repositoryId, snapshot, baseUrl, cancellationToken);
        if (isNew)
        {
            await NotifyAsync(repositoryId);
        }

        return id;
    }

    /// <summary>
    /// Queues as <see cref="QueueAsync"/> and runs the static part immediately instead of waiting for a worker. Always ends
    /// after a while; the report contains the progress.
    /// </summary>
    public async Task<CheckReport> FinishAsync(Guid repositoryId, CommitSnapshot snapshot, string? baseUrl, CancellationToken cancellationToken)
    {
        var (id, _) = await StoreAsync(repositoryId, snapshot, baseUrl, cancellationToken);
        var started = clock.GetTimestamp();
        if (await ReadAsync(id, cancellationToken) is { IsStaticFinished: true } finished)
        {
            return finished;
        }

        if (!await _here.WaitAsync(Patience, cancellationToken))
        {
            return await ReadAsync(id, cancellationToken);
        }

        try
        {
            return await FinishAsync(id, started, cancellationToken);
        }
        finally
        {
            _here.Release();
            await NotifyAsync(repositoryId);
        }
    }

    public void Dispose() => _here.Dispose();

    private async Task<CheckReport> FinishAsync(Guid id, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            var report = await ReadAsync(id, cancellationToken);
            if (report.IsStaticFinished || report.State is CheckReportState.Waiting or CheckReportState.Dead || clock.GetElapsedTime(started) > Patience)
            {
                return report;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Remaining(started));
            try
            {
                if (!await work.TryAsync(id, WorkPart.Static, limit.Token))
                {
                    // A worker has claimed it and finishes soon.
                    await Task.Delay(Look, TimeProvider.System, limit.Token);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return await ReadAsync(id, cancellationToken);
            }
        }
    }

    private TimeSpan Remaining(long started) => Patience - clock.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.FromMilliseconds(1);

    /// <summary>Runs checks of a commit again, whatever the previous result.</summary>
    /// <param name="kinds">Null for all.</param>
    public async Task<Result> AgainAsync(Guid repositoryId, string commit, IReadOnlyList<CheckKind>? kinds, CancellationToken cancellationToken)
    {
        var started = await unit.RunAsync(
            async work => await FindAsync(work.Db, repositoryId, commit, cancellationToken) is { } report
                ? report.RunAgain(kinds ?? CheckKinds.All, work.Now)
                : Error.NotFound("checks_not_found", "This commit hasn't been checked yet. Read the repository again."),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("checks_running", "These checks are already running. Wait until they finish.")));
        if (!started.Succeeded)
        {
            return started;
        }

        await NotifyAsync(repositoryId);
        return Result.Success();
    }

    private async Task<(Guid Id, bool IsNew)> StoreAsync(
        Guid repositoryId, CommitSnapshot snapshot, string? baseUrl, CancellationToken cancellationToken)
    {
        var address = string.IsNullOrWhiteSpace(baseUrl) ? null : baseUrl.Trim();
        var stored = await unit.RunAsync<(Guid, bool)>(
            async work =>
            {
                var report = await FindAsync(work.Db, repositoryId, snapshot.Commit, cancellationToken);
                if (report is not null)
                {
                    return (report.Id, report.State != CheckReportState.Running && report.Follow(snapshot, address, work.Now));
                }

                report = CheckReport.For(repositoryId, snapshot, address, work.Now);
                work.Db.Add(report);
                return (report.Id, true);
            },
            cancellationToken);
        if (stored.TryGet(out var found, out _))
        {
            return found;
        }

        // Another request has queued the same commit.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await OfCommit(db, repositoryId, snapshot.Commit).Select(report => report.Id).SingleAsync(cancellationToken), false);
    }

    private static Task<CheckReport?> FindAsync(PortalDb db, Guid repositoryId, string commit, CancellationToken cancellationToken) =>
        OfCommit(db, repositoryId, commit).Include(report => report.Runs).SingleOrDefaultAsync(cancellationToken);

    private static IQueryable<CheckReport> OfCommit(PortalDb db, Guid repositoryId, string commit) =>
        db.Set<CheckReport>().Where(report => report.RepositoryId == repositoryId && report.Commit == commit);

    private async Task<CheckReport> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<CheckReport>().AsNoTracking().Include(report => report.Runs).SingleAsync(report => report.Id == id, cancellationToken);
    }

    private async Task NotifyAsync(Guid repositoryId)
    {
        signal.Raise(CheckQueue.QueueName);
        await topic.PublishAsync(repositoryId);
    }
}
