using System.Data.Common;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Analytics.Store;

/// <summary>Where the totals of a process go. Another store, such as one of columns on machines of its own, takes this place.</summary>
public interface IWriteTelemetry
{
    /// <param name="writer">The process, by a number that no other one has.</param>
    /// <param name="batch">Totals, never what was added, so that writing them again changes nothing.</param>
    /// <returns>The first slot that isn't merged yet. Cells before it are not stored.</returns>
    Task<long> RunAsync(long writer, TelemetryBatch batch, CancellationToken cancellationToken);
}

/// <summary>
/// Stores what a process has received. A process has a number of its own, and writes the totals of its own cells, never what was added: storing
/// a total again changes nothing, and readers add up the processes.
/// </summary>
public sealed class StoreTelemetry(TelemetryStore store) : IWriteTelemetry
{
    /// <summary>Slots before it are merged and take nothing more.</summary>
    internal const string MergedUntil = "merged_until";

    /// <summary>The number under which closed slots are merged.</summary>
    internal const long Merged = 0;

    internal const string UpsertSlot =
        """
        INSERT INTO telemetry_slots (extension, slot, release, source, event, installation, writer, ok, errors, sum_us, max_us, latency)
        VALUES (@extension, @slot, @release, @source, @event, @installation, @writer, @ok, @errors, @sum, @max, @latency)
        ON CONFLICT (extension, slot, release, source, event, installation, writer)
        DO UPDATE SET ok = excluded.ok, errors = excluded.errors, sum_us = excluded.sum_us, max_us = excluded.max_us, latency = excluded.latency
        """;

    /// <summary>A number for a process that starts. The chance that two are the same is one in nine quintillions.</summary>
    public static long NewWriter() => Random.Shared.NextInt64(1, long.MaxValue);

    public Task<long> RunAsync(long writer, TelemetryBatch batch, CancellationToken cancellationToken) => store.ChangeAsync(
        async change =>
        {
            var open = await change.StateAsync(MergedUntil, changes: false, cancellationToken) ?? 0;
            await CellsAsync(change, writer, batch.Cells.Where(cell => cell.Key.Slot >= open), cancellationToken);
            await ErrorsAsync(change, writer, batch.Errors, cancellationToken);
            await GroupsAsync(change, batch.Groups, cancellationToken);
            await SamplesAsync(change, batch.Samples, cancellationToken);
            return open;
        },
        cancellationToken);

    internal static string Id(Guid id) => id == Guid.Empty ? "" : id.ToString();

    private static async Task CellsAsync(StoreChange change, long writer, IEnumerable<TelemetryCell> cells, CancellationToken cancellationToken)
    {
        await using var upsert = new SlotUpsert(change);
        foreach (var cell in cells)
        {
            await upsert.RunAsync(cell.Key, writer, cell.Totals, cancellationToken);
        }
    }

    private static async Task ErrorsAsync(StoreChange change, long writer, IEnumerable<ErrorDay> days, CancellationToken cancellationToken)
    {
        foreach (var day in days)
        {
            await change.ExecuteAsync(
                """
                INSERT INTO error_days (extension, fingerprint, day, release, writer, errors)
                VALUES (@extension, @fingerprint, @day, @release, @writer, @errors)
                ON CONFLICT (extension, fingerprint, day, release, writer) DO UPDATE SET errors = excluded.errors
                """,
                cancellationToken,
                ("extension", Id(day.Key.Extension)),
                ("fingerprint", day.Key.Fingerprint),
                ("day", (long)day.Key.Day),
                ("release", day.Key.Release),
                ("writer", writer),
                ("errors", day.Errors));
        }
    }

    private static async Task GroupsAsync(StoreChange change, IEnumerable<ErrorGroupText> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            await change.ExecuteAsync(
                """
                INSERT INTO error_groups (extension, fingerprint, class, message, first_release, first_at, last_release, last_at)
                VALUES (@extension, @fingerprint, @class, @message, @firstRelease, @firstAt, @release, @at)
                ON CONFLICT (extension, fingerprint) DO UPDATE SET last_release = excluded.last_release, last_at = excluded.last_at
                WHERE error_groups.last_at < excluded.last_at
                """,
                cancellationToken,
                ("extension", Id(group.Extension)),
                ("fingerprint", group.Fingerprint),
                ("class", group.Class),
                ("message", group.Message),
                ("firstRelease", group.FirstRelease),
                ("firstAt", group.FirstAt.UtcTicks),
                ("release", group.Release),
                ("at", group.At.UtcTicks));
        }
    }

    private static async Task SamplesAsync(StoreChange change, IEnumerable<ErrorSample> samples, CancellationToken cancellationToken)
    {
        foreach (var sample in samples)
        {
            await change.ExecuteAsync(
                """
                INSERT INTO telemetry_samples (id, extension, fingerprint, day, at, sent_at, release, source, event, installation, class, message)
                SELECT CAST(@id AS text), CAST(@extension AS text), CAST(@fingerprint AS text), CAST(@day AS bigint), CAST(@at AS bigint),
                    CAST(@sent AS bigint), CAST(@release AS text), CAST(@source AS bigint), CAST(@event AS text), CAST(@installation AS text),
                    CAST(@class AS text), CAST(@message AS text)
                WHERE (SELECT count(*) FROM telemetry_samples WHERE extension = @extension AND fingerprint = @fingerprint AND day = @day) < @most
                ON CONFLICT (id) DO NOTHING
                """,
                cancellationToken,
                ("id", Id(sample.Id)),
                ("extension", Id(sample.Extension)),
                ("fingerprint", sample.Fingerprint),
                ("day", (long)sample.Day),
                ("at", sample.At.UtcTicks),
                ("sent", sample.SentAt?.UtcTicks ?? 0),
                ("release", sample.Release),
                ("source", (long)sample.Source),
                ("event", sample.Event),
                ("installation", Id(sample.Installation)),
                ("class", sample.Class),
                ("message", sample.Message),
                ("most", (long)ErrorSample.MostPerDay));
        }
    }
}

/// <summary>One prepared statement for many cells.</summary>
internal sealed class SlotUpsert : IAsyncDisposable
{
    private static readonly string[] Names =
        ["extension", "slot", "release", "source", "event", "installation", "writer", "ok", "errors", "sum", "max", "latency"];

    private readonly DbCommand _command;
    private bool _isPrepared;

    public SlotUpsert(StoreChange change) => _command = change.Connection.Command(change.Transaction, StoreTelemetry.UpsertSlot);

    public async Task RunAsync(CellKey key, long writer, CallTotals totals, CancellationToken cancellationToken)
    {
        object[] values =
        [
            StoreTelemetry.Id(key.Extension), key.Slot, key.Release, (long)key.Source, key.Event, StoreTelemetry.Id(key.Installation), writer,
            totals.Ok, totals.Errors, totals.SumMicroseconds, totals.MaxMicroseconds, totals.Latency.Write(),
        ];
        for (var place = 0; place < values.Length; place++)
        {
            if (_isPrepared)
            {
                _command.Parameters[place].Value = values[place];
            }
            else
            {
                _command.Add(Names[place], values[place]);
            }
        }

        if (!_isPrepared)
        {
            await _command.PrepareAsync(cancellationToken);
            _isPrepared = true;
        }

        await _command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
