using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Analytics.Ingestion;

public enum TelemetryReception
{
    Accepted,

    /// <summary>For a token or an extension that the portal doesn't know.</summary>
    Ignored,
}

/// <summary>
/// Takes events: finds whose they are, counts them against a limit and puts them into the queue. Nothing is stored before the sender has its answer,
/// because an extension answers its own caller only after that.
/// </summary>
public sealed class ReceiveTelemetry(
    TelemetryDirectory directory, TelemetryLimits limits, TelemetryQueue queue, TelemetryCounters counters, TimeProvider clock)
{
    private static readonly TimeSpan UntilThereIsRoom = TimeSpan.FromSeconds(1);

    /// <param name="token">As it was sent; null for none.</param>
    /// <param name="address">Of the sender, as limits count it.</param>
    public ValueTask<Result<TelemetryReception>> RunAsync(
        IReadOnlyList<SentEvent> events, string? token, string address, CancellationToken cancellationToken) =>
        events.Count == 0 ? ValueTask.FromResult<Result<TelemetryReception>>(TelemetryReception.Accepted)
        : token is null ? WithoutTokenAsync(events, address, cancellationToken)
        : WithTokenAsync(events, token, address, cancellationToken);

    /// <summary>What somebody may still send.</summary>
    public async ValueTask<Result<TelemetryAllowance>> LeftAsync(string? token, string address, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            return limits.LeftForAddress(address);
        }

        return (await SenderAsync(token, address, cancellationToken)).TryGet(out var found, out var refused)
            ? found.Sender is { } sender ? limits.Left(sender) : limits.LeftForAddress(address)
            : refused;
    }

    private async ValueTask<Result<TelemetryReception>> WithTokenAsync(
        IReadOnlyList<SentEvent> events, string token, string address, CancellationToken cancellationToken)
    {
        if (!(await SenderAsync(token, address, cancellationToken)).TryGet(out var found, out var refused))
        {
            counters.Limited(events.Count);
            return refused;
        }

        if (found.Sender is not { } sender)
        {
            counters.Ignored(events.Count);
            return TelemetryReception.Ignored;
        }

        if (limits.Take(sender, events.Count) is { } full)
        {
            return TooMany(events.Count, full);
        }

        foreach (var sent in events)
        {
            if (sent.ExtensionId is { } said && Extension.Normalize(said) != sender.ExtensionId)
            {
                // The token counts.
                counters.Mismatched(1);
            }
        }

        return Add(sender, events);
    }

    /// <summary>Whose token it is. A guess costs a look-up, so an address has few wrong ones; right ones count nothing: an edge has many containers.</summary>
    private async ValueTask<Result<FoundSender>> SenderAsync(string token, string address, CancellationToken cancellationToken)
    {
        if (directory.Remembers(token, out var sender))
        {
            return new FoundSender(sender);
        }

        if (limits.WaitForGuess(address) is { } wait)
        {
            return Refusal(wait);
        }

        sender = await directory.ByTokenAsync(token, cancellationToken);
        if (sender is null)
        {
            limits.CountGuess(address);
        }

        return new FoundSender(sender);
    }

    private async ValueTask<Result<TelemetryReception>> WithoutTokenAsync(
        IReadOnlyList<SentEvent> events, string address, CancellationToken cancellationToken)
    {
        if (limits.TakeForAddress(address, events.Count) is { } wait)
        {
            return TooMany(events.Count, wait);
        }

        var reception = TelemetryReception.Ignored;
        foreach (var sent in events.GroupBy(one => one.ExtensionId, StringComparer.Ordinal))
        {
            IReadOnlyList<SentEvent> ofExtension = [.. sent];
            if (sent.Key is not { Length: <= SentEvent.MaxId } id || await directory.ByExtensionAsync(id, cancellationToken) is not { } sender)
            {
                counters.Ignored(ofExtension.Count);
                continue;
            }

            if (limits.Take(sender, ofExtension.Count) is { } full)
            {
                return TooMany(ofExtension.Count, full);
            }

            if (Add(sender, ofExtension) is { Succeeded: false } refused)
            {
                return refused;
            }

            reception = TelemetryReception.Accepted;
        }

        return reception;
    }

    private Result<TelemetryReception> Add(TelemetrySender sender, IReadOnlyList<SentEvent> events)
    {
        if (!queue.TryAdd(sender, events, clock.GetUtcNow()))
        {
            counters.Limited(events.Count);
            return Error.TooMany("telemetry_busy", "The portal receives more telemetry than it can store. Send this again in a second.", UntilThereIsRoom);
        }

        counters.Accepted(sender.Source, events.Count);
        return TelemetryReception.Accepted;
    }

    private Error TooMany(int events, TimeSpan wait)
    {
        counters.Limited(events);
        return Refusal(wait);
    }

    private static Error Refusal(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return Error.TooMany(
            "rate_limited",
            $"Too much telemetry. Wait {seconds} s, then send it again; GET /api/v1/ext/rate_limit says how much you may send. A token raises the limit.",
            TimeSpan.FromSeconds(seconds));
    }

    /// <param name="Sender">Null for a token that is none.</param>
    private readonly record struct FoundSender(TelemetrySender? Sender);
}
