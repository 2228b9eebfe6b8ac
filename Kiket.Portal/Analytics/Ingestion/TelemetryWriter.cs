using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>
/// The one of a process that stores telemetry: adds up what comes from the queue and stores the totals each second. A kill loses that second at
/// most; an orderly stop loses nothing.
/// </summary>
internal sealed partial class TelemetryWriter(
    TelemetryQueue queue,
    IWriteTelemetry store,
    KnownNames names,
    TelemetryCounters counters,
    IDbContextFactory<PortalDb> databases,
    TimeProvider clock,
    ILogger<TelemetryWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan NoteUse = TimeSpan.FromSeconds(30);

    private readonly long _writer = StoreTelemetry.NewWriter();
    private readonly AggregateTelemetry _totals = new(names);
    private long _flushed;
    private long _noted;
    private bool _changed;

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!queue.Reader.Completion.IsCompleted)
        {
            await DrainAsync();
            await FlushWhenDueAsync();
            if (_changed)
            {
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await queue.Reader.WaitToReadAsync(CancellationToken.None);
            }
        }

        // Everything that was accepted before the stop.
        await DrainAsync();
        await TryAsync(FlushAsync);
        await TryAsync(NoteUseAsync);
    }

    private async Task DrainAsync()
    {
        while (queue.Reader.TryRead(out var received))
        {
            try
            {
                await _totals.AddAsync(received, CancellationToken.None);
                _changed = true;
            }
            catch (Exception exception)
            {
                counters.Dropped(1);
                Dropped(logger, exception);
            }

            await FlushWhenDueAsync();
        }
    }

    private async ValueTask FlushWhenDueAsync()
    {
        if (_changed && clock.GetElapsedTime(_flushed) >= Flush)
        {
            await TryAsync(FlushAsync);
            _flushed = clock.GetTimestamp();
            if (clock.GetElapsedTime(_noted) >= NoteUse)
            {
                await TryAsync(NoteUseAsync);
                _noted = clock.GetTimestamp();
            }
        }
    }

    private async Task FlushAsync()
    {
        var batch = _totals.Changed();
        if (batch.IsEmpty)
        {
            return;
        }

        var open = await store.RunAsync(_writer, batch, CancellationToken.None);
        if (_totals.Stored(batch, open, clock.GetUtcNow()) is > 0 and var late)
        {
            counters.Dropped(late);
            Late(logger, late);
        }

        _changed = false;
    }

    private async Task NoteUseAsync()
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        foreach (var (token, at) in _totals.TakeUsed())
        {
            DateTimeOffset? used = at;
            await db.Set<TelemetryToken>()
                .Where(one => one.Id == token && (one.LastUsedAt == null || one.LastUsedAt < used))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.LastUsedAt, used), CancellationToken.None);
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            // The totals stay in memory, and the next flush stores all of them.
            Failed(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Telemetry could not be stored. It is tried again each second.")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "An event of telemetry could not be counted.")]
    private static partial void Dropped(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Count} events of telemetry could not be stored within five minutes and are lost.")]
    private static partial void Late(ILogger logger, long count);
}

/// <summary>What extensions have, from the store and the directory.</summary>
internal sealed class KnownNames(TelemetryStore store, TelemetryDirectory directory) : IKnownNames
{
    public async Task<IReadOnlyCollection<string>> EventsAsync(Guid extension, TelemetrySource source, int day, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var first = Rules.Slot.First(DateOnly.FromDayNumber(day));
        return await connection.ReadAsync(
            null,
            "SELECT DISTINCT event FROM telemetry_slots WHERE extension = @extension AND slot >= @from AND slot < @until AND source = @source",
            row => row.GetString(0),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", first),
            ("until", first + Rules.Slot.PerDay),
            ("source", (long)source));
    }

    public async Task<IReadOnlyCollection<string>> GroupsAsync(Guid extension, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            "SELECT fingerprint FROM error_groups WHERE extension = @extension",
            row => row.GetString(0),
            cancellationToken,
            ("extension", extension.ToString()));
    }

    public async Task<bool> IsReleaseAsync(Guid extension, string version, CancellationToken cancellationToken) =>
        await directory.HasReleaseAsync(extension, version, cancellationToken);
}
