using System.Globalization;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Analytics.Store;

/// <summary>What an error group says, with how often it happened in a span of days.</summary>
public sealed record StoredErrorGroup(
    string Fingerprint,
    string Class,
    string Message,
    string FirstRelease,
    DateTimeOffset FirstAt,
    string LastRelease,
    DateTimeOffset LastAt,
    long Errors);

/// <summary>Reads the store. The caller must check who may read what.</summary>
public sealed class ReadTelemetryRows(TelemetryStore store)
{
    private const string SlotColumns = "extension, slot, release, source, event, installation, ok, errors, sum_us, max_us, latency";

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    public async Task<IReadOnlyList<SlotRow>> SlotsAsync(Guid extension, SlotRange range, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            $"SELECT {SlotColumns} FROM telemetry_slots WHERE extension = @extension AND slot >= @from AND slot < @until",
            SlotRow.Read,
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", range.From),
            ("until", range.Until));
    }

    public async Task<IReadOnlyList<SlotRow>> OfInstallationAsync(Guid installation, SlotRange range, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            $"SELECT {SlotColumns} FROM telemetry_slots WHERE installation = @installation AND installation <> '' AND slot >= @from AND slot < @until",
            SlotRow.Read,
            cancellationToken,
            ("installation", installation.ToString()),
            ("from", range.From),
            ("until", range.Until));
    }

    /// <summary>Calls and errors by release, of what is proven alone.</summary>
    public async Task<IReadOnlyDictionary<string, ErrorCount>> ByReleaseAsync(Guid extension, SlotRange range, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            null,
            """
            SELECT release, sum(ok + errors), sum(errors) FROM telemetry_slots
            WHERE extension = @extension AND slot >= @from AND slot < @until AND source <> @unverified GROUP BY release
            """,
            row => (Release: row.GetString(0), Count: new ErrorCount(Whole(row.GetValue(1)), Whole(row.GetValue(2)))),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", range.From),
            ("until", range.Until),
            ("unverified", (long)TelemetrySource.Unverified));
        return rows.ToDictionary(row => row.Release, row => row.Count, StringComparer.Ordinal);
    }

    /// <summary>
    /// By UTC day, however long ago: days that are summed up, and the slots of those that aren't yet. The slot of a row is the first of its day.
    /// </summary>
    /// <param name="until">No longer belongs to it.</param>
    public async Task<IReadOnlyList<SlotRow>> DaysAsync(Guid extension, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        // Days before it never change again, and the slots after it stay until they are summed up: no transaction is needed.
        var summed = (await connection.ReadAsync(
            null, "SELECT value FROM telemetry_state WHERE name = 'days_until'", row => row.GetInt64(0), cancellationToken)).SingleOrDefault();
        var rows = await connection.ReadAsync(
            null,
            """
            SELECT extension, (day - @epoch) * @each, release, source, event, '', ok, errors, sum_us, max_us, latency
            FROM telemetry_days WHERE extension = @extension AND day >= @from AND day < @until
            """,
            SlotRow.Read,
            cancellationToken,
            ("extension", extension.ToString()),
            ("epoch", (long)Epoch),
            ("each", (long)Slot.PerDay),
            ("from", (long)from.DayNumber),
            ("until", Math.Min(summed, until.DayNumber)));
        var first = DateOnly.FromDayNumber((int)Math.Max(Math.Max(summed, from.DayNumber), Epoch));
        var open = await connection.ReadAsync(
            null,
            $"SELECT {SlotColumns} FROM telemetry_slots WHERE extension = @extension AND slot >= @from AND slot < @until",
            SlotRow.Read,
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", Slot.First(first)),
            ("until", Slot.First(until)));
        return [.. rows, .. open.Select(row => row with { Key = row.Key with { Slot = Slot.First(Slot.Day(row.Key.Slot)) } })];
    }

    /// <summary>Those with errors in a span of UTC days, the most frequent first.</summary>
    public async Task<IReadOnlyList<StoredErrorGroup>> GroupsAsync(
        Guid extension, DateOnly from, DateOnly until, string? release, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            """
            SELECT g.fingerprint, g.class, g.message, g.first_release, g.first_at, g.last_release, g.last_at, d.errors
            FROM error_groups g JOIN (
                SELECT fingerprint, sum(errors) AS errors FROM error_days
                WHERE extension = @extension AND day >= @from AND day < @until AND (@release = '' OR release = @release)
                GROUP BY fingerprint) d ON d.fingerprint = g.fingerprint
            WHERE g.extension = @extension ORDER BY d.errors DESC, g.fingerprint
            """,
            row => new StoredErrorGroup(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                At(row.GetInt64(4)),
                row.GetString(5),
                At(row.GetInt64(6)),
                Whole(row.GetValue(7))),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", (long)from.DayNumber),
            ("until", (long)until.DayNumber),
            ("release", release ?? ""));
    }

    public async Task<bool> HasGroupAsync(Guid extension, string fingerprint, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return (await connection.ReadAsync(
            null,
            "SELECT 1 FROM error_groups WHERE extension = @extension AND fingerprint = @fingerprint",
            _ => true,
            cancellationToken,
            ("extension", extension.ToString()),
            ("fingerprint", fingerprint))).Count > 0;
    }

    /// <summary>Single errors of an extension, or of one of its groups, newest first.</summary>
    public Task<IReadOnlyList<ErrorSample>> SamplesAsync(
        Guid extension, string? fingerprint, DateTimeOffset since, int most, CancellationToken cancellationToken) =>
        SamplesAsync(
            "extension = @id AND (@fingerprint = '' OR fingerprint = @fingerprint)",
            [("id", extension.ToString()), ("fingerprint", fingerprint ?? ""), ("since", since.UtcTicks), ("most", (long)most)],
            cancellationToken);

    /// <summary>Single errors of an installation that Kiket hosts, newest first.</summary>
    public Task<IReadOnlyList<ErrorSample>> SamplesOfInstallationAsync(
        Guid installation, DateTimeOffset since, int most, CancellationToken cancellationToken) =>
        SamplesAsync(
            "installation = @id AND installation <> ''",
            [("id", installation.ToString()), ("since", since.UtcTicks), ("most", (long)most)],
            cancellationToken);

    /// <summary>The first slot that isn't merged yet.</summary>
    public async Task<long> MergedUntilAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return (await connection.ReadAsync(
            null,
            "SELECT value FROM telemetry_state WHERE name = @name",
            row => row.GetInt64(0),
            cancellationToken,
            ("name", StoreTelemetry.MergedUntil))).SingleOrDefault();
    }

    /// <param name="which">A condition that is written here.</param>
    private async Task<IReadOnlyList<ErrorSample>> SamplesAsync(string which, (string, object)[] values, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            $"""
            SELECT id, extension, fingerprint, at, sent_at, release, source, event, installation, class, message
            FROM telemetry_samples WHERE {which} AND at >= @since ORDER BY at DESC, id DESC LIMIT @most
            """,
            row => new ErrorSample(
                Guid.Parse(row.GetString(0)),
                Guid.Parse(row.GetString(1)),
                row.GetString(2),
                At(row.GetInt64(3)),
                row.GetInt64(4) is > 0 and var sent ? At(sent) : null,
                row.GetString(5),
                (TelemetrySource)row.GetInt64(6),
                row.GetString(7),
                row.GetString(8) is { Length: > 0 } installation ? Guid.Parse(installation) : Guid.Empty,
                row.GetString(9),
                row.GetString(10)),
            cancellationToken,
            values);
    }

    /// <summary>PostgreSQL sums whole numbers to decimals.</summary>
    internal static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
