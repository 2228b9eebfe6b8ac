using System.Data;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>
/// Runs one change: a use case's rows, its audit entries and its events are stored in one transaction or not at all.
/// A change that loses a race becomes a refusal here, whichever save inside it lost.
/// </summary>
public sealed partial class UnitOfWork : IEventNames, IDisposable
{
    /// <summary>A change that loses this often is refused with a sentence.</summary>
    private const int MostAttempts = 6;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ILookup<Type, string> _handlers;
    private readonly WorkSignal _signal;
    private readonly TimeProvider _clock;
    private readonly ILogger<UnitOfWork> _logger;
    private readonly TurnsOfTheLosers _turns = new();

    public UnitOfWork(IDbContextFactory<PortalDb> databases, IServiceProvider services, WorkSignal signal, TimeProvider clock, ILogger<UnitOfWork> logger)
    {
        (_databases, _signal, _clock, _logger) = (databases, signal, clock, logger);
        _handlers = services.GetServices<EventSubscription>().ToLookup(subscription => subscription.Event, subscription => subscription.Handler);
    }

    /// <summary>
    /// Runs <paramref name="change"/> and saves it, or rolls it back when it refuses. A change that loses a race runs again
    /// on what the winner stored, so it either fits that or refuses with a reason; SQLite's one writer has the same effect.
    /// Those that lost take turns, so that of many at once everyone gets through.
    /// </summary>
    /// <param name="whenLost">
    /// The sentence for the one whose change lost again and again; it reads the database as it is now. Without it, a
    /// general one.
    /// </param>
    /// <param name="counts">
    /// True when the change counts rows that others add at the same time: each of them then counts the ones before it. Not for
    /// everything, because PostgreSQL then also lets changes lose that don't touch each other.
    /// </param>
    public async Task<Result<T>> RunAsync<T>(
        Func<Work, Task<Result<T>>> change,
        CancellationToken cancellationToken,
        Func<PortalDb, Task<Error>>? whenLost = null,
        bool counts = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // A change sees the database as it was when it began, and loses when a row that it writes has changed since.
                var isolation = counts ? IsolationLevel.Serializable : IsolationLevel.RepeatableRead;
                return await RunOnceAsync(change, isolation, takesTurn: attempt > 1, cancellationToken);
            }
            catch (Exception exception) when (IsLostRace(exception) && attempt < MostAttempts)
            {
                // The next attempt sees what the winner did.
            }
            catch (Exception exception) when (IsLostRace(exception))
            {
                break;
            }
        }

        if (whenLost is null)
        {
            return Lost;
        }

        await using var current = await _databases.CreateDbContextAsync(cancellationToken);
        return await whenLost(current);
    }

    private async Task<Result<T>> RunOnceAsync<T>(
        Func<Work, Task<Result<T>>> change, IsolationLevel isolation, bool takesTurn, CancellationToken cancellationToken)
    {
        Work work;
        Result<T> result;
        await using (var db = await _databases.CreateDbContextAsync(cancellationToken))
        await using (takesTurn ? await _turns.TakeAsync(db, cancellationToken) : null)
        await using (var transaction = await db.Database.BeginTransactionAsync(isolation, cancellationToken))
        {
            work = new Work(db, _clock.GetUtcNow(), this);
            result = await change(work);
            if (!result.Succeeded || work.IsDiscarded)
            {
                return result;
            }

            await db.SaveChangesAsync(cancellationToken);
            // From here on it is done: a browser that goes away must not leave the outcome open.
            await transaction.CommitAsync(CancellationToken.None);
        }

        await FinishAsync(work);
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public async Task<Result> RunAsync(
        Func<Work, Task<Result>> change,
        CancellationToken cancellationToken,
        Func<PortalDb, Task<Error>>? whenLost = null,
        bool counts = false)
    {
        var result = await RunAsync(
            async work => await change(work) is { Succeeded: false } refused ? (Result<bool>)refused.Error : true,
            cancellationToken,
            whenLost,
            counts);
        return result.Succeeded ? Result.Success() : result.Error;
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>The sentence for a change that lost, where the use case has no better one.</summary>
    public static Error Lost => Error.Conflict("changed_meanwhile", "Someone else has just changed this. Check the current version, then try again.");

    IEnumerable<string> IEventNames.HandlersOf(Type type) => _handlers[type];

    /// <summary>
    /// Another transaction changed the same row, stored the same unique value, or was given the lock: PostgreSQL reports
    /// that in the middle of the change as well as at its end.
    /// </summary>
    private static bool IsLostRace(Exception exception) =>
        exception is DbUpdateConcurrencyException or LostRaceException
        || (exception is DbUpdateException update && update.IsUniqueViolation())
        || exception.IsSerializationFailure();

    /// <summary>Refreshes what is open here, each by itself: a page that fails changes nothing about what is stored.</summary>
    private async Task FinishAsync(Work work)
    {
        if (work.HasEvents)
        {
            _signal.Raise(EventQueue.QueueName);
        }

        foreach (var refresh in work.Refreshes)
        {
            try
            {
                await refresh();
            }
            catch (Exception exception)
            {
                NotRefreshed(_logger, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A change is stored, and an open page could not be refreshed.")]
    private static partial void NotRefreshed(ILogger logger, Exception exception);
}

/// <summary>A change that found out by itself that another one came first, such as an update that met no row.</summary>
public sealed class LostRaceException : Exception;

internal interface IEventNames
{
    IEnumerable<string> HandlersOf(Type type);
}

/// <summary>A change that is being made: the database inside its transaction, and what is stored with it.</summary>
public sealed class Work
{
    private readonly IEventNames _events;
    private readonly List<Func<Task>> _refreshes = [];

    internal Work(PortalDb db, DateTimeOffset now, IEventNames events) => (Db, Now, _events) = (db, now, events);

    public PortalDb Db { get; }

    /// <summary>The one instant of everything in this change.</summary>
    public DateTimeOffset Now { get; }

    internal bool HasEvents { get; private set; }

    internal bool IsDiscarded { get; private set; }

    internal IReadOnlyList<Func<Task>> Refreshes => _refreshes;

    /// <inheritdoc cref="RecordAudit.Add"/>
    public void Audit(IActor? actor, string action, AuditSubject subject, Guid? organizationId = null, object? before = null, object? after = null) =>
        RecordAudit.Add(Db, actor, action, subject, Now, organizationId, before, after);

    /// <summary>Rolls back although the change returns a value: for a dry run.</summary>
    public void Discard() => IsDiscarded = true;

    /// <summary>Stores that something happened; its handlers run after the commit.</summary>
    public void Raise(IEvent happened)
    {
        var type = happened.GetType();
        Db.Add(PortalEvent.Of(happened, EventNameAttribute.Of(type), _events.HandlersOf(type), Now));
        HasEvents = true;
    }

    /// <summary>The same for very many of one kind, which are stored at once, past the tracking of each.</summary>
    public async Task RaiseAllAsync<TEvent>(IReadOnlyList<TEvent> happened, CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        if (happened.Count == 0)
        {
            return;
        }

        var (type, handlers) = (EventNameAttribute.Of(typeof(TEvent)), _events.HandlersOf(typeof(TEvent)).ToList());
        var ids = await InsertRows.TakeIdsAsync<PortalEvent>(Db, happened.Count, cancellationToken);
        List<PortalEvent> stored = [.. happened.Select((one, place) => PortalEvent.Of(one, type, handlers, Now).As(ids[place]))];
        await InsertRows.RunAsync(Db, stored, cancellationToken);
        var places = await InsertRows.TakeIdsAsync<EventDelivery>(Db, happened.Count * handlers.Count, cancellationToken);
        await InsertRows.RunAsync(
            Db,
            [.. stored.SelectMany(one => one.Deliveries.Select(delivery => (one.Id, Delivery: delivery)))
                .Select((one, place) => one.Delivery.As(places[place], one.Id))],
            cancellationToken);
        HasEvents = true;
    }

    /// <summary>
    /// Done right after the commit on this node, and lost with it: for open pages and cached pages, which must show the
    /// change at once. Everything that must happen is an event.
    /// </summary>
    public void Refresh(Func<Task> refresh) => _refreshes.Add(refresh);
}
