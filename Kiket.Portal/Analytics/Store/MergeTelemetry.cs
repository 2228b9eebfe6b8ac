using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Jobs;

namespace Kiket.Portal.Analytics.Store;

/// <summary>
/// Merges what all processes stored of a slot that is over, then sums up days that are over, and deletes what is too old. A transaction a slot
/// and a day, each with its watermark: a kill in between leaves nothing half done, and running it again changes nothing.
/// </summary>
public sealed class MergeTelemetry(TelemetryStore store, TimeProvider clock) : IRegularWork
{
    /// <summary>How long single slots are kept: the longest span that is shown in the reader's own time zone.</summary>
    public const int SlotDays = 35;

    /// <summary>How long single errors are kept.</summary>
    public const int SampleDays = 14;

    /// <summary>Days before it are summed up.</summary>
    private const string DaysUntil = "days_until";

    /// <summary>Every process stores within seconds. One that can't for so long loses what it has of the slot, and says so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public string Name => "merge-telemetry";

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var until = Slot.Of(clock.GetUtcNow() - Grace);
        foreach (var slot in await OpenSlotsAsync(until, cancellationToken))
        {
            await MergeAsync(slot, cancellationToken);
        }

        await CloseAsync(until, cancellationToken);
        await SumDaysAsync(until, cancellationToken);
        await SweepAsync(until, cancellationToken);
    }

    private async Task<List<long>> OpenSlotsAsync(long until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            "SELECT DISTINCT slot FROM telemetry_slots WHERE slot < @until AND writer <> 0 ORDER BY slot",
            row => row.GetInt64(0),
            cancellationToken,
            ("until", until));
    }

    /// <summary>From here on nothing is added to the slots before, even if there was nothing in them.</summary>
    private Task<bool> CloseAsync(long until, CancellationToken cancellationToken) => store.ChangeAsync(
        async change =>
        {
            if (await change.StateAsync(StoreTelemetry.MergedUntil, changes: true, cancellationToken) < until)
            {
                await change.SetStateAsync(StoreTelemetry.MergedUntil, until, cancellationToken);
            }

            return true;
        },
        cancellationToken);

    private Task<bool> MergeAsync(long slot, CancellationToken cancellationToken) => store.ChangeAsync(
        async change =>
        {
            if (await change.StateAsync(StoreTelemetry.MergedUntil, changes: true, cancellationToken) <= slot)
            {
                await change.SetStateAsync(StoreTelemetry.MergedUntil, slot + 1, cancellationToken);
            }

            var writers = await change.Connection.ReadAsync(
                change.Transaction,
                "SELECT DISTINCT writer FROM telemetry_slots WHERE slot = @slot",
                row => row.GetInt64(0),
                cancellationToken,
                ("slot", slot));
            if (writers.Count == 1)
            {
                await change.ExecuteAsync("UPDATE telemetry_slots SET writer = 0 WHERE slot = @slot", cancellationToken, ("slot", slot));
                return true;
            }

            var rows = await change.Connection.ReadAsync(
                change.Transaction,
                """
                SELECT extension, slot, release, source, event, installation, ok, errors, sum_us, max_us, latency
                FROM telemetry_slots WHERE slot = @slot
                """,
                SlotRow.Read,
                cancellationToken,
                ("slot", slot));
            await using var upsert = new SlotUpsert(change);
            foreach (var cell in rows.GroupBy(row => row.Key))
            {
                await upsert.RunAsync(cell.Key, StoreTelemetry.Merged, SlotRow.Sum(cell), cancellationToken);
            }

            await change.ExecuteAsync("DELETE FROM telemetry_slots WHERE slot = @slot AND writer <> 0", cancellationToken, ("slot", slot));
            return true;
        },
        cancellationToken);

    private async Task SumDaysAsync(long until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var done = (await connection.ReadAsync(
            null, "SELECT value FROM telemetry_state WHERE name = 'days_until'", row => row.GetInt64(0), cancellationToken))[0];
        var days = await connection.ReadAsync(
            null,
            "SELECT DISTINCT slot / @each FROM telemetry_slots WHERE slot >= @from AND slot < @until ORDER BY 1",
            row => row.GetInt64(0),
            cancellationToken,
            ("each", (long)Slot.PerDay),
            ("from", Slot.First(DateOnly.FromDayNumber((int)Math.Max(done, Epoch)))),
            ("until", until));
        foreach (var day in days.Select(number => (int)number + Epoch).Where(day => Slot.First(DateOnly.FromDayNumber(day + 1)) <= until))
        {
            await SumAsync(day, cancellationToken);
        }
    }

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    private Task<bool> SumAsync(int day, CancellationToken cancellationToken) => store.ChangeAsync(
        async change =>
        {
            if (await change.StateAsync(DaysUntil, changes: true, cancellationToken) > day)
            {
                return false;
            }

            var first = Slot.First(DateOnly.FromDayNumber(day));
            await change.ExecuteAsync("DELETE FROM telemetry_days WHERE day = @day", cancellationToken, ("day", (long)day));
            foreach (var extension in await ExtensionsAsync(change, first, cancellationToken))
            {
                await SumAsync(change, extension, day, first, cancellationToken);
            }

            await change.SetStateAsync(DaysUntil, day + 1L, cancellationToken);
            return true;
        },
        cancellationToken);

    private static Task<List<string>> ExtensionsAsync(StoreChange change, long first, CancellationToken cancellationToken) =>
        change.Connection.ReadAsync(
            change.Transaction,
            "SELECT DISTINCT extension FROM telemetry_slots WHERE slot >= @from AND slot < @until",
            row => row.GetString(0),
            cancellationToken,
            ("from", first),
            ("until", first + Slot.PerDay));

    private static async Task SumAsync(StoreChange change, string extension, int day, long first, CancellationToken cancellationToken)
    {
        var rows = await change.Connection.ReadAsync(
            change.Transaction,
            """
            SELECT extension, slot, release, source, event, installation, ok, errors, sum_us, max_us, latency
            FROM telemetry_slots WHERE extension = @extension AND slot >= @from AND slot < @until
            """,
            SlotRow.Read,
            cancellationToken,
            ("extension", extension),
            ("from", first),
            ("until", first + Slot.PerDay));
        foreach (var cell in rows.GroupBy(row => (row.Key.Release, row.Key.Source, row.Key.Event)))
        {
            var totals = SlotRow.Sum(cell);
            await change.ExecuteAsync(
                """
                INSERT INTO telemetry_days (extension, day, release, source, event, ok, errors, sum_us, max_us, latency)
                VALUES (@extension, @day, @release, @source, @event, @ok, @errors, @sum, @max, @latency)
                """,
                cancellationToken,
                ("extension", extension),
                ("day", (long)day),
                ("release", cell.Key.Release),
                ("source", (long)cell.Key.Source),
                ("event", cell.Key.Event),
                ("ok", totals.Ok),
                ("errors", totals.Errors),
                ("sum", totals.SumMicroseconds),
                ("max", totals.MaxMicroseconds),
                ("latency", totals.Latency.Write()));
        }
    }

    /// <summary>Only slots whose days are summed up.</summary>
    private Task<bool> SweepAsync(long until, CancellationToken cancellationToken) => store.ChangeAsync(
        async change =>
        {
            var today = Slot.Day(until).DayNumber;
            var summed = await change.StateAsync(DaysUntil, changes: false, cancellationToken) ?? 0;
            var oldest = (int)Math.Min(summed, today - SlotDays);
            if (oldest > Epoch)
            {
                await change.ExecuteAsync(
                    "DELETE FROM telemetry_slots WHERE slot < @oldest", cancellationToken, ("oldest", Slot.First(DateOnly.FromDayNumber(oldest))));
            }

            await change.ExecuteAsync("DELETE FROM telemetry_samples WHERE day < @oldest", cancellationToken, ("oldest", (long)today - SampleDays));
            return true;
        },
        cancellationToken);
}
