using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// One run: reads the head of a repository's tracked ref as it is now, and applies it. What it changes, the deliveries that it
/// answers and its own end are stored together, so a run that is killed has changed nothing and runs again.
/// </summary>
public sealed partial class WorkOnSync(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    ReadHead readHead,
    FollowHead followHead,
    RunChecks checks,
    WorkSignal signal,
    WebhookTopic topic,
    TimeProvider clock,
    ILogger<WorkOnSync> logger)
{
    /// <summary>The limit for one run, below the lease.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private const string Together = "Read together with a later push.";

    /// <summary>Claims a repository and works on it. False when another worker has it, or it failed too often.</summary>
    public async Task<bool> TryAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(repositoryId, cancellationToken) is not { } claim)
        {
            return false;
        }

        var started = clock.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var read = await ReadAsync(claim, limit.Token);
            if (read.TryGet(out var reading, out var refusal))
            {
                await EndAsync(claim, reading, (int)clock.GetElapsedTime(started).TotalMilliseconds);
            }
            else
            {
                await PostponeAsync(claim, refusal.Message, refusal.RetryAfter);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ChangeAsync(claim, (sync, now) => sync.Resume(now));
            throw;
        }
        catch (OperationCanceledException)
        {
            await PostponeAsync(claim, "Reading the repository took longer than 3 minutes.", wait: null);
        }
        catch (Exception exception)
        {
            Broken(logger, exception, repositoryId);
            await PostponeAsync(claim, "Something failed inside the portal while the repository was read.", wait: null);
        }

        return true;
    }

    /// <summary>Claims the row, and takes the deliveries that wait for it.</summary>
    private async Task<Claim?> ClaimAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        var claimed = await unit.RunAsync<Claim?>(
            async work =>
            {
                var (db, now) = (work.Db, work.Now);
                var sync = await db.Set<RepositorySync>().SingleAsync(candidate => candidate.RepositoryId == repositoryId, cancellationToken);
                if (sync.State == RepositorySyncState.Running ? sync.LeaseUntil >= now : sync.DueAt > now)
                {
                    work.Discard();
                    return Result.Of<Claim?>(null);
                }

                var repository = await db.Set<ExtensionRepository>().AsNoTracking()
                    .SingleAsync(candidate => candidate.Id == repositoryId, cancellationToken);
                work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
                if (sync is { State: RepositorySyncState.Queued, Cause: SyncCause.Push }
                    && await PassedPushes.AnswerAsync(db, repository, now, cancellationToken))
                {
                    sync.Rest();
                    return Result.Of<Claim?>(null);
                }

                if (!sync.Claim(now))
                {
                    await FailDeliveriesAsync(db, repositoryId, sync.Reason!, now, cancellationToken);
                    return Result.Of<Claim?>(null);
                }

                await Waiting(db, repositoryId).ExecuteUpdateAsync(
                    update => update
                        .SetProperty(delivery => delivery.State, WebhookDeliveryState.Working)
                        .SetProperty(delivery => delivery.Attempts, delivery => delivery.Attempts + 1),
                    cancellationToken);
                return Result.Of<Claim?>(new Claim(repository, sync.Taken, sync.Cause));
            },
            cancellationToken);
        return claimed.TryGet(out var claim, out _) ? claim : null;
    }

    /// <summary>Reads the head, and has it checked before anything shows it, so that a run that is killed leaves no unchecked commit.</summary>
    private async Task<Result<HeadReading>> ReadAsync(Claim claim, CancellationToken cancellationToken)
    {
        var read = await readHead.RunAsync(claim.Repository, again: claim.Cause == SyncCause.Person, cancellationToken);
        if (read.TryGet(out var reading, out _) && reading.Snapshot is { } snapshot)
        {
            await checks.QueueAsync(claim.Repository.Id, snapshot, await BaseUrlAsync(claim.Repository.Id, cancellationToken), cancellationToken);
        }

        return read;
    }

    private async Task EndAsync(Claim claim, HeadReading reading, int durationMs)
    {
        var id = claim.Repository.Id;
        var ended = await unit.RunAsync(
            async work =>
            {
                var (db, now) = (work.Db, work.Now);
                var sync = await db.Set<RepositorySync>().SingleAsync(candidate => candidate.RepositoryId == id, CancellationToken.None);
                if (sync.State != RepositorySyncState.Running || sync.Taken != claim.Taken)
                {
                    // The lease ran out and another worker has taken over. That one applies what it reads.
                    work.Discard();
                    return Result.Success();
                }

                var repository = await db.Set<ExtensionRepository>().SingleAsync(candidate => candidate.Id == id, CancellationToken.None);
                var answered = db.Set<WebhookDelivery>().Where(delivery => delivery.RepositoryId == id && delivery.State == WebhookDeliveryState.Working);
                var isForced = await answered.AnyAsync(delivery => delivery.IsForced, CancellationToken.None);
                var result = await followHead.RunAsync(work, repository, reading, isForced, CancellationToken.None);
                await AnswerAsync(answered, result, durationMs, now);
                if (result.Outcome != SyncOutcome.Unchanged || sync.Cause != SyncCause.Schedule)
                {
                    db.Add(RepositoryValidation.Of(sync, result, durationMs, now));
                }

                if (result is { SnapshotId: not null, Commit: { } commit } && repository.ProtectedToken is not null)
                {
                    work.Raise(new RepositoryRead(id, commit));
                }

                var again = result.Again ?? (RepositorySync.CheckEvery * (0.9 + (0.2 * Random.Shared.NextDouble())));
                sync.End(now + again, await Waiting(db, id).AnyAsync(CancellationToken.None), now);
                work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
                if (sync.State == RepositorySyncState.Queued)
                {
                    work.Refresh(SignalLater);
                }

                return Result.Success();
            },
            CancellationToken.None);
        if (!ended.Succeeded)
        {
            // Somebody released or changed the same extension again and again. The lease runs out, and it is read again.
            throw new LostRaceException();
        }
    }

    /// <summary>When the next run is due. Without it, the workers would see that some seconds later.</summary>
    private Task SignalLater()
    {
        _ = RaiseAsync();
        return Task.CompletedTask;

        async Task RaiseAsync()
        {
            await Task.Delay(RepositorySync.BetweenRuns + TimeSpan.FromMilliseconds(50), clock);
            signal.Raise(SyncQueue.QueueName);
        }
    }

    /// <summary>The newest says what happened. The others, of which a storm has thousands, refer to it in one statement.</summary>
    private static async Task AnswerAsync(IQueryable<WebhookDelivery> answered, SyncResult result, int durationMs, DateTimeOffset now)
    {
        var state = result.IsFailure ? WebhookDeliveryState.Failed : WebhookDeliveryState.Done;
        var newest = await answered.OrderByDescending(delivery => delivery.ReceivedAt).ThenByDescending(delivery => delivery.Id)
            .FirstOrDefaultAsync(CancellationToken.None);
        if (newest is null)
        {
            return;
        }

        newest.Finish(state, result.Outcome, result.Effect, durationMs, now);
        await answered.Where(delivery => delivery.Id != newest.Id).ExecuteUpdateAsync(
            update => update
                .SetProperty(delivery => delivery.State, state)
                .SetProperty(delivery => delivery.Outcome, result.Outcome)
                .SetProperty(delivery => delivery.Effect, Together)
                .SetProperty(delivery => delivery.DurationMs, (int?)durationMs)
                .SetProperty(delivery => delivery.EndedAt, (DateTimeOffset?)now),
            CancellationToken.None);
    }

    private Task PostponeAsync(Claim claim, string reason, TimeSpan? wait) =>
        ChangeAsync(claim, (sync, now) => sync.Postpone(reason, wait, Random.Shared.NextDouble(), now));

    /// <summary>The end of a run is stored even when the portal stops, so the next start knows it.</summary>
    private async Task ChangeAsync(Claim claim, Action<RepositorySync, DateTimeOffset> change)
    {
        var id = claim.Repository.Id;
        var changed = await unit.RunAsync(
            async work =>
            {
                var (db, now) = (work.Db, work.Now);
                var sync = await db.Set<RepositorySync>().SingleAsync(candidate => candidate.RepositoryId == id, CancellationToken.None);
                if (sync.State != RepositorySyncState.Running || sync.Taken != claim.Taken)
                {
                    work.Discard();
                    return Result.Success();
                }

                change(sync, now);
                if (sync.State == RepositorySyncState.Dead)
                {
                    await FailDeliveriesAsync(db, id, sync.Reason!, now, CancellationToken.None);
                    db.Add(RepositoryValidation.Of(sync, new SyncResult(SyncOutcome.Failed, sync.Reason!), 0, now));
                }
                else
                {
                    await db.Set<WebhookDelivery>()
                        .Where(delivery => delivery.RepositoryId == id && delivery.State == WebhookDeliveryState.Working)
                        .ExecuteUpdateAsync(
                            update => update.SetProperty(delivery => delivery.State, WebhookDeliveryState.Waiting), CancellationToken.None);
                }

                work.Refresh(() => topic.PublishAsync(claim.Repository.OrganizationId));
                return Result.Success();
            },
            CancellationToken.None);
        if (!changed.Succeeded)
        {
            // The lease runs out, and it is read again.
            throw new LostRaceException();
        }
    }

    private static async Task FailDeliveriesAsync(PortalDb db, Guid repositoryId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = await db.Set<WebhookDelivery>()
            .Where(delivery => delivery.RepositoryId == repositoryId
                && (delivery.State == WebhookDeliveryState.Working || delivery.State == WebhookDeliveryState.Waiting))
            .ToListAsync(cancellationToken);
        foreach (var delivery in left)
        {
            delivery.Finish(WebhookDeliveryState.Failed, SyncOutcome.Failed, $"Given up after {RepositorySync.MostAttempts} tries: {reason}", null, now);
        }
    }

    private static IQueryable<WebhookDelivery> Waiting(PortalDb db, Guid repositoryId) => db.Set<WebhookDelivery>()
        .Where(delivery => delivery.RepositoryId == repositoryId && delivery.State == WebhookDeliveryState.Waiting);

    /// <summary>The base address that the publisher gave with the listed version.</summary>
    private async Task<string?> BaseUrlAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var details = await (
            from extension in db.Set<Extension>()
            join listing in db.Set<Listing>() on extension.Id equals listing.ExtensionKey
            join release in db.Set<Release>() on listing.ReleaseId equals release.Id
            join submission in db.Set<Submission>().AsNoTracking() on release.SubmissionId equals submission.Id
            where extension.RepositoryId == repositoryId
            select submission.Details).FirstOrDefaultAsync(cancellationToken);
        return details?.BaseUrl;
    }

    [LoggerMessage(LogLevel.Error, "Following the repository {Repository} failed.")]
    private static partial void Broken(ILogger logger, Exception exception, Guid repository);

    /// <param name="Taken">Identifies the run: the requests that it answers.</param>
    private sealed record Claim(ExtensionRepository Repository, int Taken, SyncCause Cause);
}
