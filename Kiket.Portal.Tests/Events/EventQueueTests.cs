using System.Collections.Concurrent;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Events;

/// <summary>Events are brought to each handler at least once, in order per subject, and never hold each other up.</summary>
public sealed class EventQueueTests : IAsyncLifetime
{
    private static readonly string[] BothHandlers = ["first-handler", "second-handler"];

    private readonly FakeClock _clock = new();
    private readonly Handlers _handlers = new();
    private PortalDatabase _database = null!;

    public async Task InitializeAsync() => _database = await CreateAsync(_clock);

    private Task<PortalDatabase> CreateAsync(TimeProvider clock) => PortalDatabase.CreateAsync(
        services =>
        {
            services.AddSingleton(_handlers);
            services.AddSingleton<FirstHandler>();
            services.AddSingleton<SecondHandler>();
            services.AddEventHandler<Happened, FirstHandler>(BothHandlers[0]);
            services.AddEventHandler<Happened, SecondHandler>(BothHandlers[1]);
        },
        clock);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Each_handler_gets_each_event_once_in_order_with_the_instant_it_happened()
    {
        var at = _clock.GetUtcNow();
        await RaiseAsync("a:1", "one");
        await RaiseAsync("a:1", "two");
        _clock.Advance(TimeSpan.FromHours(1));

        await HandleAllAsync();
        await HandleAllAsync();

        Assert.Equal([("one", at), ("two", at)], _handlers.First);
        Assert.Equal([("one", at), ("two", at)], _handlers.Second);
    }

    [Fact]
    public async Task A_refused_change_leaves_no_event()
    {
        var result = await Unit.RunAsync(
            work =>
            {
                work.Raise(new Happened("a:1", "never"));
                return Task.FromResult<Result>(Error.Conflict("no", "No."));
            },
            CancellationToken.None);

        Assert.False(result.Succeeded);
        await HandleAllAsync();
        Assert.Empty(_handlers.First);
        await using var db = await _database.OpenAsync();
        Assert.False(await db.Set<PortalEvent>().AnyAsync());
    }

    [Fact]
    public async Task A_handler_that_throws_holds_up_neither_the_other_handler_nor_another_subject()
    {
        _handlers.FailFirst = happened => happened.Subject == "a:1";
        await RaiseAsync("a:1", "one");
        await RaiseAsync("b:2", "other");

        await HandleAllAsync();

        Assert.Equal(["other"], _handlers.First.Select(seen => seen.Text));
        Assert.Equal(["one", "other"], _handlers.Second.Select(seen => seen.Text));
    }

    [Fact]
    public async Task A_handler_that_never_ends_fails_after_a_while_and_the_other_handler_gets_its_turn()
    {
        await using var database = await CreateAsync(new HastyClock());
        _handlers.BlockFirst = new TaskCompletionSource().Task;
        await RaiseAsync(database, "a:1", "one");

        Assert.True(await QueueOf(database).RunNextAsync(CancellationToken.None));
        Assert.True(await QueueOf(database).RunNextAsync(CancellationToken.None));

        Assert.Equal(["one"], _handlers.Second.Select(seen => seen.Text));
        await using var db = await database.OpenAsync();
        var failed = await db.Set<EventDelivery>().SingleAsync(delivery => delivery.Handler == BothHandlers[0]);
        Assert.Equal((DeliveryState.Waiting, 1, "It took longer than 90 seconds."), (failed.State, failed.Tries, failed.Reason));
    }

    [Fact]
    public async Task A_later_event_about_a_subject_waits_for_the_earlier_one()
    {
        _handlers.FailFirst = happened => happened.Text == "one";
        await RaiseAsync("a:1", "one");
        await RaiseAsync("a:1", "two");
        await HandleAllAsync();
        Assert.Empty(_handlers.First);

        _handlers.FailFirst = _ => false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await HandleAllAsync();

        Assert.Equal(["one", "two"], _handlers.First.Select(seen => seen.Text));
    }

    [Fact]
    public async Task After_eight_tries_it_is_dead_with_the_reason_and_the_next_event_goes_on()
    {
        _handlers.FailFirst = happened => happened.Text == "one";
        await RaiseAsync("a:1", "one");
        await RaiseAsync("a:1", "two");

        var tries = 0;
        for (; tries < 50 && await DeadAsync() is null; tries++)
        {
            await HandleAllAsync();
            _clock.Advance(TimeSpan.FromHours(6));
        }

        await HandleAllAsync();
        var dead = await DeadAsync();
        Assert.NotNull(dead);
        Assert.Equal((8, BothHandlers[0]), (dead.Tries, dead.Handler));
        Assert.Contains("It does not work today.", dead.Reason, StringComparison.Ordinal);
        Assert.Equal(["two"], _handlers.First.Select(seen => seen.Text));
    }

    [Fact]
    public async Task The_waits_between_tries_grow()
    {
        _handlers.FailFirst = _ => true;
        await RaiseAsync("a:1", "one");
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt < EventDelivery.MaxTries; attempt++)
        {
            await HandleAllAsync();
            await using var db = await _database.OpenAsync();
            var due = (await db.Set<EventDelivery>().SingleAsync(delivery => delivery.Handler == BothHandlers[0])).DueAt;
            waits.Add(due - _clock.GetUtcNow());
            _clock.Advance(due - _clock.GetUtcNow());
        }

        Assert.Equal(waits.Order(), waits);
        Assert.True(waits[0] <= TimeSpan.FromSeconds(5), "The first retry comes soon.");
        Assert.True(waits[^1] >= TimeSpan.FromHours(1), "The last retry waits out an outage.");
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_lets_another_one_do_it_when_the_lease_ends()
    {
        _handlers.FailFirst = _ => throw new OperationCanceledException();
        await RaiseAsync("a:1", "one");
        using var killed = new CancellationTokenSource();
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await Queue.RunNextAsync(killed.Token))
            {
            }
        });
        _handlers.FailFirst = _ => false;

        await HandleAllAsync();
        _clock.Advance(EventDelivery.Lease + TimeSpan.FromSeconds(1));
        await HandleAllAsync();

        Assert.Equal(["one"], _handlers.First.Select(seen => seen.Text));
        Assert.Equal(["one"], _handlers.Second.Select(seen => seen.Text));
    }

    [Fact]
    public async Task Four_workers_at_once_handle_each_event_once_and_in_order()
    {
        for (var number = 1; number <= 12; number++)
        {
            await RaiseAsync($"a:{number % 3}", $"{number:00}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(HandleAllAsync)));
        // A worker that met only events behind another one's ended early.
        await HandleAllAsync();

        Assert.Equal(12, _handlers.First.Count);
        Assert.All(
            _handlers.First.GroupBy(seen => int.Parse(seen.Text, System.Globalization.CultureInfo.InvariantCulture) % 3),
            subject => Assert.Equal(subject.Select(seen => seen.Text).Order(StringComparer.Ordinal), subject.Select(seen => seen.Text)));
    }

    [Fact]
    public async Task What_is_done_is_deleted_after_thirty_days_and_what_failed_stays()
    {
        _handlers.FailFirst = happened => happened.Text == "one";
        await RaiseAsync("a:1", "one");
        await RaiseAsync("b:2", "two");
        await HandleAllAsync();
        _clock.Advance(SweepEvents.Retention + TimeSpan.FromMinutes(1));

        Assert.Equal(1, await _database.Get<SweepEvents>().RunAsync(CancellationToken.None));

        await using var db = await _database.OpenAsync();
        Assert.Equal("a:1", (await db.Set<PortalEvent>().SingleAsync()).Subject);
    }

    private UnitOfWork Unit => _database.Get<UnitOfWork>();

    private IWorkQueue Queue => QueueOf(_database);

    private static IWorkQueue QueueOf(PortalDatabase database) => database.Services.GetServices<IWorkQueue>().Single(queue => queue.Name == "events");

    private Task RaiseAsync(string subject, string text) => RaiseAsync(_database, subject, text);

    private static async Task RaiseAsync(PortalDatabase database, string subject, string text) => Assert.True((await database.Get<UnitOfWork>().RunAsync(
        work =>
        {
            work.Raise(new Happened(subject, text));
            return Task.FromResult(Result.Success());
        },
        CancellationToken.None)).Succeeded);

    private async Task HandleAllAsync()
    {
        while (await Queue.RunNextAsync(CancellationToken.None))
        {
        }
    }

    private async Task<EventDelivery?> DeadAsync()
    {
        await using var db = await _database.OpenAsync();
        return await db.Set<EventDelivery>().SingleOrDefaultAsync(delivery => delivery.State == DeliveryState.Dead);
    }

    [EventName("test.happened")]
    public sealed record Happened(string Subject, string Text) : IEvent;

    public sealed class Handlers
    {
        public ConcurrentQueue<(string Text, DateTimeOffset At)> First { get; } = new();

        public ConcurrentQueue<(string Text, DateTimeOffset At)> Second { get; } = new();

        public Func<Happened, bool> FailFirst { get; set; } = _ => false;

        /// <summary>What the first handler waits for, whatever its token says.</summary>
        public Task BlockFirst { get; set; } = Task.CompletedTask;
    }

    public sealed class FirstHandler(Handlers handlers) : IEventHandler<Happened>
    {
        public Task RunAsync(Happened happened, DateTimeOffset at, CancellationToken cancellationToken)
        {
            if (handlers.FailFirst(happened))
            {
                throw new InvalidOperationException("It does not work today.");
            }

            handlers.First.Enqueue((happened.Text, at));
            return handlers.BlockFirst;
        }
    }

    public sealed class SecondHandler(Handlers handlers) : IEventHandler<Happened>
    {
        public Task RunAsync(Happened happened, DateTimeOffset at, CancellationToken cancellationToken)
        {
            handlers.Second.Enqueue((happened.Text, at));
            return Task.CompletedTask;
        }
    }
}
