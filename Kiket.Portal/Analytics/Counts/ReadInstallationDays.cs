using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Installations;

namespace Kiket.Portal.Analytics.Counts;

/// <summary>A UTC day of an extension's installations.</summary>
public sealed record CountedDay(DateOnly Day, int Active, int Installed, int Uninstalled);

/// <summary>Organizations that came and stayed in a span of days.</summary>
/// <param name="Views">Of the listing.</param>
/// <param name="InstallViews">Of the install page.</param>
/// <param name="OldEnough">Of those installed, how many came at least seven days ago.</param>
/// <param name="Stayed">Of those, how many still ran it seven days later.</param>
public sealed record Funnel(long Views, long InstallViews, int Installed, int OldEnough, int Stayed);

/// <summary>Reads counted installations and views. The caller must check who may read what.</summary>
public sealed class ReadInstallationDays(TelemetryStore store, TimeProvider clock)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Every day of a span; a day on which nothing happened is like the one before.</summary>
    /// <param name="until">No longer belongs to it.</param>
    public async Task<IReadOnlyList<CountedDay>> DaysAsync(Guid extension, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var stored = await connection.ReadAsync(
            null,
            """
            SELECT day, active, installed, uninstalled FROM installation_days
            WHERE extension = @extension AND release = '' AND day < @until
                AND day >= COALESCE((SELECT max(day) FROM installation_days WHERE extension = @extension AND release = '' AND day <= @from), @from)
            ORDER BY day
            """,
            row => new CountedDay(DateOnly.FromDayNumber((int)row.GetInt64(0)), (int)row.GetInt64(1), (int)row.GetInt64(2), (int)row.GetInt64(3)),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", (long)from.DayNumber),
            ("until", (long)until.DayNumber));
        var byDay = stored.ToDictionary(day => day.Day);
        var active = stored.Where(day => day.Day < from).Select(day => day.Active).LastOrDefault();
        var days = new List<CountedDay>();
        for (var day = from; day < until; day = day.AddDays(1))
        {
            var counted = byDay.GetValueOrDefault(day) ?? new CountedDay(day, active, 0, 0);
            active = counted.Active;
            days.Add(counted);
        }

        return days;
    }

    /// <summary>Installations that are active now, by release.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ActiveAsync(Guid extension, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            null,
            """
            SELECT release, active FROM installation_days WHERE extension = @extension AND release <> ''
                AND day = (SELECT max(day) FROM installation_days WHERE extension = @extension)
            """,
            row => (Release: row.GetString(0), Active: (int)row.GetInt64(1)),
            cancellationToken,
            ("extension", extension.ToString()));
        return rows.Where(row => row.Active > 0).ToDictionary(row => row.Release, row => row.Active, StringComparer.Ordinal);
    }

    /// <summary>Why organizations uninstalled it in a span of UTC days, the most frequent reason first.</summary>
    public async Task<IReadOnlyList<(DepartureReason Reason, int Count)>> ReasonsAsync(
        Guid extension, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var events = await EventsAsync(extension, from, until, cancellationToken);
        return [.. events
            .Where(one => one.Event.Kind == InstallationEventKind.Uninstalled)
            .GroupBy(one => Enum.TryParse<DepartureReason>(one.Reason, out var reason) ? reason : DepartureReason.Other)
            .Select(group => (group.Key, group.Count()))
            .OrderByDescending(pair => pair.Item2)
            .ThenBy(pair => pair.Key)];
    }

    public async Task<Funnel> FunnelAsync(Guid extension, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Until a week later, to see who left again.
        var events = (await EventsAsync(extension, from, until.AddDays(8), cancellationToken)).ConvertAll(one => one.Event);
        var end = new DateTimeOffset(until.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var installed = events.FindAll(one => one.Kind == InstallationEventKind.Installed && one.At < end);
        var oldEnough = installed.FindAll(one => one.At + Week <= now);
        var stayed = oldEnough.Count(one => !events.Exists(other =>
            other.Installation == one.Installation && other.Kind == InstallationEventKind.Uninstalled && other.At > one.At && other.At <= one.At + Week));
        await using var connection = await store.OpenAsync(cancellationToken);
        var views = await connection.ReadAsync(
            null,
            "SELECT page, sum(views) FROM listing_view_days WHERE extension = @extension AND day >= @from AND day < @until GROUP BY page",
            row => (Page: row.GetString(0), Views: ReadTelemetryRows.Whole(row.GetValue(1))),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", (long)from.DayNumber),
            ("until", (long)until.DayNumber));
        return new Funnel(
            views.Where(one => one.Page == nameof(ViewedPage.Listing)).Sum(one => one.Views),
            views.Where(one => one.Page == nameof(ViewedPage.Install)).Sum(one => one.Views),
            installed.Count,
            oldEnough.Count,
            stayed);
    }

    private async Task<List<(InstallationEvent Event, string Reason)>> EventsAsync(
        Guid extension, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            null,
            """
            SELECT installation, kind, to_release, at, reason FROM installation_events
            WHERE extension = @extension AND at >= @from AND at < @until ORDER BY at
            """,
            row => (
                new InstallationEvent(
                    Guid.Parse(row.GetString(0)),
                    Enum.Parse<InstallationEventKind>(row.GetString(1)),
                    row.GetString(2),
                    new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)),
                row.GetString(4)),
            cancellationToken,
            ("extension", extension.ToString()),
            ("from", from.ToDateTime(TimeOnly.MinValue).Ticks),
            ("until", until.ToDateTime(TimeOnly.MinValue).Ticks));
    }
}
