using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// Builds one image at a time, on each process that has the role host. Not a job of <c>Jobs</c>, because those run on any node, and only
/// this one has the engine. The row is leased, so that another process continues when this one dies.
/// </summary>
internal sealed partial class BuildWorker(
    WorkOnBuild work,
    SweepImages sweep,
    IDbContextFactory<PortalDb> databases,
    IOptions<HostingOptions> options,
    BuildTopic builds,
    HostingTopic hosting,
    ILogger<BuildWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    private readonly EarlyHint _hint = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Engine == HostingEngine.None)
        {
            return;
        }

        using var lane = GitHubLane.TakeBackground();
        using var queued = builds.Subscribe(BuildTopic.All, _hint.GiveAsync);
        using var tested = hosting.Subscribe(HostingTopic.SelfTest, _hint.GiveAsync);
        var isResumed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                isResumed = isResumed || await work.ResumeAsync(stoppingToken);
                if (await IsOnAsync(stoppingToken))
                {
                    await sweep.RunAsync(stoppingToken);
                    while (await work.RunNextAsync(stoppingToken))
                    {
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Failed(logger, exception);
            }

            await ((Task)_hint.WaitAsync(Look, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        _hint.Dispose();
        base.Dispose();
    }

    private async Task<bool> IsOnAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn;
    }

    [LoggerMessage(LogLevel.Error, "Building an image failed. It is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}

/// <summary>Takes the next build that is due, and stores what comes of it.</summary>
public sealed class WorkOnBuild(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, BuildImage build, RepositoryTokens tokens, BuildTopic topic,
    HostingTopic hosting, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>At startup. SQLite has one portal, so what is marked as building was left by the previous process. Elsewhere the lease shows that.</summary>
    public async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            await db.Set<ImageBuild>().Where(left => left.State == ImageBuildState.Building)
                .ExecuteUpdateAsync(set => set.SetProperty(left => left.LeaseUntil, clock.GetUtcNow().AddTicks(-1)), cancellationToken);
        }

        return true;
    }

    /// <summary>Builds what has been due the longest. False when nothing is due.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        Guid id;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            id = await db.Set<ImageBuild>()
                .Where(due => (due.State == ImageBuildState.Queued && due.DueAt <= now) || (due.State == ImageBuildState.Building && due.LeaseUntil < now))
                .OrderBy(due => due.QueuedAt).ThenBy(due => due.Id)
                .Select(due => due.Id)
                .FirstOrDefaultAsync(cancellationToken);
        }

        if (id == Guid.Empty)
        {
            return false;
        }

        var claimed = await ChangeAsync(id, row => row.Claim(clock.GetUtcNow()), cancellationToken);
        if (claimed is { } startedAt)
        {
            await RunAsync(id, startedAt, cancellationToken);
        }

        return true;
    }

    private async Task RunAsync(Guid id, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var log = new BuildLog();
        using var canceled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var over = new CancellationTokenSource();
        var beating = BeatAsync(id, startedAt, log, canceled, over.Token);
        BuildOutcome? outcome = null;
        try
        {
            outcome = await JobAsync(id, canceled.Token) is { } job
                ? await build.RunAsync(job, log, canceled.Token)
                : new BuildOutcome(new BuildFailure("repository_gone", "The repository of this submission is no longer connected.", null, null, []));
        }
        catch (OperationCanceledException) when (canceled.IsCancellationRequested)
        {
            // The process stops, or the build doesn't count any more.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Without its message, which is the portal's own affair.
            log.Add($"Something failed inside the portal ({exception.GetType().Name}).");
            outcome = new BuildOutcome(new BuildFailure("portal", "Something failed inside the portal.", null, null, log.Last())) { IsTransient = true };
            await EndAsync();
            throw;
        }

        await EndAsync();
        cancellationToken.ThrowIfCancellationRequested();

        async Task EndAsync()
        {
            await over.CancelAsync();
            await beating;
            // Also when the portal stops, so that the next start knows it.
            await StoreAsync(id, log, startedAt, leaseUntil: null, CancellationToken.None);
            await ChangeAsync(id, row => End(row, startedAt, outcome), CancellationToken.None);
        }
    }

    private bool End(ImageBuild row, DateTimeOffset startedAt, BuildOutcome? outcome)
    {
        if (row.State != ImageBuildState.Building || row.StartedAt != startedAt)
        {
            return false;
        }

        if (outcome is null)
        {
            row.Release(clock.GetUtcNow());
        }
        else
        {
            row.Finish(outcome, clock.GetUtcNow());
        }

        return true;
    }

    private async Task<BuildJob?> JobAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
            from row in db.Set<ImageBuild>().AsNoTracking()
            join submission in db.Set<Submission>().AsNoTracking() on row.SubmissionId equals submission.Id
            join repository in db.Set<ExtensionRepository>().AsNoTracking() on submission.RepositoryId equals repository.Id
            join snapshot in db.Set<CommitSnapshot>().AsNoTracking() on new { RepositoryId = repository.Id, row.Commit }
                equals new { snapshot.RepositoryId, snapshot.Commit }
            where row.Id == id
            orderby snapshot.ReadAt descending
            select new { row.Commit, Repository = repository, snapshot.Manifest }).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var repositoryRow = found.Repository;
        var info = new RepositoryInfo(
            repositoryRow.GitHubId, repositoryRow.Owner, repositoryRow.Name, repositoryRow.DefaultBranch, repositoryRow.IsPrivate,
            IsArchived: false, CanPush: false, Description: null, PushedAt: null);
        return new BuildJob(id, info, found.Commit, tokens.Reveal(repositoryRow), HostingTiers.Find(found.Manifest?.Hosting?.Tier) ?? HostingTiers.Minimal);
    }

    /// <summary>Extends the lease, shows the log, and cancels the build when its row is gone or another process has it.</summary>
    private async Task BeatAsync(Guid id, DateTimeOffset startedAt, BuildLog log, CancellationTokenSource build, CancellationToken over)
    {
        var shown = 0L;
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(Beat, CancellationToken.None).WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (!await StoreAsync(id, log.Count == shown ? null : log, startedAt, clock.GetUtcNow() + ImageBuild.Lease, over))
                {
                    await build.CancelAsync();
                    return;
                }

                shown = log.Count;
            }
            catch (Exception exception) when (exception is OperationCanceledException or DbUpdateException or System.Data.Common.DbException)
            {
                // The database is busy; the lease lasts for many beats.
            }
        }
    }

    /// <returns>False when this build isn't this process's any more.</returns>
    private async Task<bool> StoreAsync(Guid id, BuildLog? log, DateTimeOffset startedAt, DateTimeOffset? leaseUntil, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var own = db.Set<ImageBuild>().Where(row => row.Id == id && row.State == ImageBuildState.Building && row.StartedAt == startedAt);
        var isOwn = leaseUntil is { } until
            ? await own.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), cancellationToken) > 0
            : await own.AnyAsync(cancellationToken);
        if (isOwn && log is not null)
        {
            var text = log.ToString();
            await db.Set<ImageBuildLog>().Where(row => row.BuildId == id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, text), cancellationToken);
            await topic.PublishAsync(await own.AsNoTracking().SingleAsync(cancellationToken));
        }

        return isOwn;
    }

    /// <returns>When the try started; null when nothing was changed.</returns>
    private async Task<DateTimeOffset?> ChangeAsync(Guid id, Func<ImageBuild, bool> change, CancellationToken cancellationToken)
    {
        var changed = await unit.RunAsync<DateTimeOffset?>(
            async work =>
            {
                if (await work.Db.Set<ImageBuild>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
                {
                    return (DateTimeOffset?)null;
                }

                var wasOver = row.IsOver;
                var isChanged = change(row);
                if (row.IsOver && !wasOver)
                {
                    work.Raise(new ImageBuildEnded(row.Id, row.SubmissionId, row.Commit));
                    // An installation may wait for the image.
                    work.Refresh(() => hosting.PublishAsync(HostingTopic.Work));
                }

                work.Refresh(() => topic.PublishAsync(row));
                return isChanged ? row.StartedAt : null;
            },
            cancellationToken);
        return changed.TryGet(out var startedAt, out _) ? startedAt : null;
    }
}
