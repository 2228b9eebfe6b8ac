using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Tests.Analytics;

public sealed class TelemetryLimitsTests
{
    [Fact]
    public void Each_sender_has_a_limit_of_its_own()
    {
        using var limits = new TelemetryLimits();
        var hosted = Sent.Hosted(Guid.NewGuid());

        Assert.Null(limits.Take(hosted, 600));
        Assert.NotNull(limits.Take(hosted, 600));
        Assert.Null(limits.Take(Sent.Hosted(Guid.NewGuid()), 600));
        Assert.Null(limits.Take(Sent.Publisher, 6_000));
        Assert.NotNull(limits.Take(Sent.Publisher, 6_000));
        Assert.Null(limits.Take(Sent.Unverified, 600));
        Assert.NotNull(limits.Take(Sent.Unverified, 600));
        Assert.Null(limits.TakeForAddress("192.0.2.1", 120));
        Assert.NotNull(limits.TakeForAddress("192.0.2.1", 120));
        Assert.Null(limits.TakeForAddress("192.0.2.2", 120));
    }

    [Fact]
    public void More_than_a_minute_holds_is_refused_without_using_it_up()
    {
        using var limits = new TelemetryLimits();

        Assert.NotNull(limits.TakeForAddress("192.0.2.1", 121));
        Assert.Null(limits.TakeForAddress("192.0.2.1", 120));
    }

    [Fact]
    public void A_full_queue_takes_all_of_a_batch_or_nothing()
    {
        var queue = new TelemetryQueue();
        IReadOnlyList<SentEvent> batch = [.. Enumerable.Repeat(Sent.Ok(), 500)];
        for (var filled = 0; filled + 500 < TelemetryQueue.Capacity; filled += 500)
        {
            Assert.True(queue.TryAdd(Sent.Publisher, batch, DateTimeOffset.UnixEpoch));
        }

        Assert.True(queue.TryAdd(Sent.Publisher, [Sent.Ok()], DateTimeOffset.UnixEpoch));
        Assert.False(queue.TryAdd(Sent.Publisher, batch, DateTimeOffset.UnixEpoch));
        Assert.Equal(TelemetryQueue.Capacity - 499, queue.Count);
        queue.Complete();
        Assert.False(queue.TryAdd(Sent.Publisher, [Sent.Ok()], DateTimeOffset.UnixEpoch));
    }
}
