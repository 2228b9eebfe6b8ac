using System.Collections.Concurrent;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Foundation;

public sealed class LiveTopicTests
{
    private static readonly Guid Key = Guid.NewGuid();

    private readonly RecordedLog _log = new();

    [Fact]
    public async Task A_subscriber_that_throws_reaches_neither_the_publisher_nor_the_others_and_is_logged()
    {
        var topic = new Topic(_log);
        var heard = 0;
        using var first = topic.Subscribe(Key, () => throw new InvalidDataException("at once"));
        using var second = topic.Subscribe(Key, async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("later");
        });
        using var last = topic.Subscribe(Key, () => Task.FromResult(Interlocked.Increment(ref heard)));

        await topic.PublishAsync(Key);
        await Wait.UntilAsync(() => heard == 1 && _log.Errors.Count == 2);
        await topic.PublishAsync(Key);

        // Also one that failed hears of the next change.
        await Wait.UntilAsync(() => heard == 2 && _log.Errors.Count == 4);
        Assert.Equal(["at once", "at once", "later", "later"], _log.Errors.Select(error => error.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Publishing_waits_for_no_subscriber_slow_or_blocked()
    {
        var topic = new Topic(_log);
        using var release = new ManualResetEventSlim();
        var never = new TaskCompletionSource();
        var heard = 0;
        using var slow = topic.Subscribe(Key, () => never.Task);
        using var blocked = topic.Subscribe(Key, () =>
        {
            release.Wait();
            return Task.CompletedTask;
        });
        using var other = topic.Subscribe(Key, () => Task.FromResult(Interlocked.Increment(ref heard)));

        Assert.True(topic.PublishAsync(Key).IsCompletedSuccessfully);

        await Wait.UntilAsync(() => heard == 1);
        Assert.True(topic.PublishAsync(Key).IsCompletedSuccessfully);
        await Wait.UntilAsync(() => heard == 2);
        release.Set();
    }

    [Fact]
    public async Task Changes_while_a_subscriber_is_at_work_become_one_more_call()
    {
        var topic = new Topic(_log);
        var turn = new TaskCompletionSource();
        var calls = 0;
        using var subscription = topic.Subscribe(Key, () => Interlocked.Increment(ref calls) == 1 ? turn.Task : Task.CompletedTask);

        await topic.PublishAsync(Key);
        await Wait.UntilAsync(() => calls == 1);
        await topic.PublishAsync(Key);
        await topic.PublishAsync(Key);
        Assert.Equal(1, calls);
        turn.SetResult();

        await Wait.UntilAsync(() => calls == 2);
        await Task.Delay(50);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_key_goes_with_its_last_subscriber_and_nobody_hears_afterwards()
    {
        var topic = new Topic(_log);
        var heard = 0;
        var first = topic.Subscribe(Key, () => Task.FromResult(Interlocked.Increment(ref heard)));
        var second = topic.Subscribe(Key, () => Task.CompletedTask);

        first.Dispose();
        Assert.Equal(1, topic.SubscribedKeys);
        second.Dispose();
        second.Dispose();

        Assert.Equal(0, topic.SubscribedKeys);
        await topic.PublishAsync(Key);
        Assert.Equal(0, heard);
    }

    [Fact]
    public async Task Another_key_is_not_heard()
    {
        var topic = new Topic(_log);
        var heard = new ConcurrentQueue<string>();
        using var mine = topic.Subscribe(Key, () => HearAsync("mine"));
        using var other = topic.Subscribe(Guid.NewGuid(), () => HearAsync("other"));

        await topic.PublishAsync(Key);

        await Wait.UntilAsync(() => !heard.IsEmpty);
        Assert.Equal(["mine"], heard);

        Task HearAsync(string who)
        {
            heard.Enqueue(who);
            return Task.CompletedTask;
        }
    }

    private sealed class Topic(ILogger logger) : LiveTopic(logger);

    private sealed class RecordedLog : ILogger
    {
        public ConcurrentQueue<Exception> Errors { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
            {
                Errors.Enqueue(exception!);
            }
        }
    }
}
