using System.Threading.RateLimiting;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components;

/// <summary>
/// Limits what live pages send. HTTP limits only see the connection, not the messages in it. Messages that arrive too fast
/// wait in order, so that no input is lost. A page that fills the queue is ended.
/// </summary>
public sealed class LiveEvents : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<string> _limiter;

    public LiveEvents(IOptions<LimitsOptions> options)
    {
        var limits = options.Value;
        var periodsPerSecond = (int)(TimeSpan.FromSeconds(1) / Period);
        _limiter = PartitionedRateLimiter.Create<string, string>(
            who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.EventsAtOnce,
                TokensPerPeriod = Math.Max(1, limits.EventsPerSecond / periodsPerSecond),
                ReplenishmentPeriod = limits.EventsPerSecond < periodsPerSecond ? TimeSpan.FromSeconds(1) / limits.EventsPerSecond : Period,
                QueueLimit = limits.EventsAtOnce,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }),
            StringComparer.Ordinal);
    }

    /// <summary>Waits until the next event of this person may be handled. Not acquired when too many are waiting.</summary>
    public ValueTask<RateLimitLease> WaitAsync(string who) => _limiter.AcquireAsync(who);

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Limits what one circuit sends. All pages of a person share one limit.</summary>
public sealed partial class CountLiveEvents(LiveEvents events, AuthenticationStateProvider states, ILogger<CountLiveEvents> logger) : CircuitHandler
{
    private string _who = "circuit " + Guid.NewGuid();

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if ((await states.GetAuthenticationStateAsync()).User.Actor() is { } person)
        {
            _who = "person " + person.UserId;
        }
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            using var lease = await events.WaitAsync(_who);
            if (!lease.IsAcquired)
            {
                // The framework ends a circuit whose handler throws. The page then offers to reload.
                Ended(logger, _who);
                throw new InvalidOperationException("This page sent far more than a person can do.");
            }

            await next(context);
        };

    [LoggerMessage(LogLevel.Warning, "A live page of {Who} sent far more than a person can do, and was ended.")]
    private static partial void Ended(ILogger logger, string who);
}
