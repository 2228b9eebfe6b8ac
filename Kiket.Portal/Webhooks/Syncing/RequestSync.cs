using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// Asks that a repository's head is read: for "Sync now", for the retry button, and to repeat a delivery. However often it is
/// asked for, there is one pending job.
/// </summary>
public sealed class RequestSync(UnitOfWork unit, WorkSignal signal, WebhookTopic topic)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            await AddAsync(work, repository.Id, SyncCause.Person, actor.Name, signal, cancellationToken);
            Record(work, repository, actor, "repository.sync_requested");
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);

    /// <summary>Works on a stored delivery once more, as if GitHub had sent it again.</summary>
    /// <param name="organization">Slug or id.</param>
    public Task<Result> ReplayAsync(string organization, Guid deliveryId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var delivery = await work.Db.Set<WebhookDelivery>().SingleOrDefaultAsync(candidate => candidate.Id == deliveryId, cancellationToken);
            var repositoryId = delivery?.RepositoryId ?? Guid.Empty;
            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error.Kind == ErrorKind.NotFound ? NotFound : error;
            }

            if (delivery!.Event != "push" || !repository.Tracks(delivery.Reference))
            {
                return Error.Conflict("delivery_needs_no_work", $"This delivery needs no work: {delivery.Effect}");
            }

            if (!delivery.IsEnded)
            {
                // The second click of a double click.
                return Result.Success();
            }

            delivery.WaitAgain();
            await AddAsync(work, repository.Id, SyncCause.Person, actor.Name, signal, cancellationToken);
            Record(work, repository, actor, "repository.delivery_replayed");
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);

    /// <summary>The same inside a unit of work.</summary>
    internal static async Task AddAsync(
        Work work, Guid repositoryId, SyncCause cause, string askedBy, WorkSignal signal, CancellationToken cancellationToken)
    {
        var sync = work.Db.Set<RepositorySync>().Local.FirstOrDefault(candidate => candidate.RepositoryId == repositoryId)
            ?? await work.Db.Set<RepositorySync>().SingleOrDefaultAsync(candidate => candidate.RepositoryId == repositoryId, cancellationToken);
        if (sync is null)
        {
            sync = RepositorySync.For(repositoryId, work.Now + RepositorySync.CheckEvery);
            work.Db.Add(sync);
        }

        // A job that waits for a worker will read what this one is about, so a storm of pushes doesn't write its row each time.
        if (sync.State != RepositorySyncState.Queued || cause == SyncCause.Person)
        {
            sync.Request(cause, askedBy, work.Now);
        }

        work.Refresh(() =>
        {
            signal.Raise(SyncQueue.QueueName);
            return Task.CompletedTask;
        });
    }

    private static Error NotFound => Error.NotFound("delivery_not_found", "Your organization has no such delivery. Reload the page.");

    private void Record(Work work, ExtensionRepository repository, Actor actor, string action)
    {
        work.Audit(actor, action, new AuditSubject("repository", repository.FullName), repository.OrganizationId);
        work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
    }
}
