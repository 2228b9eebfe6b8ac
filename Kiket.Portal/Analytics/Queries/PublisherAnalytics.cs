using Kiket.Portal.Analytics.Alerts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Analytics.Queries;

/// <summary>How far a report looks back. The words are in addresses.</summary>
public enum AnalyticsSpan
{
    /// <summary>24 hours, each point a quarter of an hour.</summary>
    Day,

    /// <summary>Seven local days, each point an hour.</summary>
    Week,

    /// <summary>30 local days.</summary>
    Month,

    /// <summary>52 weeks of UTC days: single hours aren't kept so long.</summary>
    Year,
}

/// <summary>Calls of one step of a report.</summary>
public sealed record CallPoint(DateTimeOffset Start, CallTotals Totals);

/// <summary>A version in a report.</summary>
/// <param name="Active">Installations that run it now.</param>
/// <param name="ReleasedAt">Null for what is no release.</param>
public sealed record VersionRow(string Version, CallTotals Totals, int Active, DateTimeOffset? ReleasedAt, string? Alert);

/// <summary>A version that came out in the span, with the point of the chart that it came before.</summary>
public sealed record ReleaseMarker(string Version, DateTimeOffset At, int Point);

/// <summary>Everything that a publisher's page shows about one extension.</summary>
/// <param name="Until">The last quarter of an hour that is over ended here.</param>
/// <param name="IsBehind">Slots that have long been over aren't merged: the portal's operators must look.</param>
/// <param name="From">The first UTC day of the installation figures.</param>
public sealed record AnalyticsReport(
    AnalyticsSpan Span,
    IReadOnlyList<CallPoint> Points,
    CallTotals Totals,
    CallTotals Unverified,
    IReadOnlyList<VersionRow> Versions,
    IReadOnlyList<ReleaseMarker> Releases,
    IReadOnlyList<CountedDay> Days,
    IReadOnlyList<(DepartureReason Reason, int Count)> Reasons,
    Funnel Funnel,
    IReadOnlyList<ErrorGroup> Errors,
    DateOnly From,
    DateTimeOffset Until,
    bool IsBehind)
{
    public int Active => Days.Count == 0 ? 0 : Days[^1].Active;

    public int Installed => Days.Sum(day => day.Installed);

    public int Uninstalled => Days.Sum(day => day.Uninstalled);

    public int Net => Installed - Uninstalled;
}

/// <summary>Puts together what a publisher sees of an extension. The caller must check the publisher's role.</summary>
public sealed class PublisherAnalytics(
    IDbContextFactory<PortalDb> databases, ReadTelemetryRows rows, ReadInstallationDays installations, ErrorGroupQueries errors, TimeProvider clock)
{
    /// <summary>Of a figure that lags behind for longer, nobody should decide anything.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(45);

    /// <param name="version">Null for all.</param>
    public async Task<AnalyticsReport> RunAsync(
        Guid extensionKey, AnalyticsSpan span, TimeZoneInfo zone, string? version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var steps = Steps(span, zone, now);
        var found = await ReadAsync(extensionKey, span, steps, cancellationToken);
        var chosen = version is null ? found : [.. found.Where(row => row.Key.Release == version)];
        var verified = chosen.Where(row => row.Key.Source != TelemetrySource.Unverified).ToList();
        var points = Points(steps, verified);
        var releases = await ReleasesAsync(extensionKey, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = today.AddDays(1 - (span switch { AnalyticsSpan.Year => 364, AnalyticsSpan.Month => 30, _ => 7 }));
        var active = await installations.ActiveAsync(extensionKey, cancellationToken);
        var merged = await rows.MergedUntilAsync(cancellationToken);
        var start = Slot.Start(steps[0]);
        return new AnalyticsReport(
            span,
            points,
            SlotRow.Sum(verified),
            SlotRow.Sum(chosen.Where(row => row.Key.Source == TelemetrySource.Unverified)),
            Versions(found, releases, active),
            [.. releases
                .Where(release => release.ReleasedAt >= start && release.ReleasedAt <= now && (version is null || release.Version == version))
                .OrderBy(release => release.ReleasedAt)
                .Select(release => new ReleaseMarker(release.Version, release.ReleasedAt, Place(steps, Slot.Of(release.ReleasedAt))))],
            await installations.DaysAsync(extensionKey, from, today.AddDays(1), cancellationToken),
            await installations.ReasonsAsync(extensionKey, from, today.AddDays(1), cancellationToken),
            await installations.FunnelAsync(extensionKey, from, today.AddDays(1), cancellationToken),
            await errors.RunAsync(extensionKey, from, today.AddDays(1), version, cancellationToken),
            from,
            Slot.Start(Slot.Of(now)),
            merged > 0 && now - Slot.Start(merged) > Behind);
    }

    /// <summary>The first slots of the steps, and at the end the first slot after them.</summary>
    private static List<long> Steps(AnalyticsSpan span, TimeZoneInfo zone, DateTimeOffset now)
    {
        var last = Slot.Of(now) + 1;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var utc = Slot.Day(Slot.Of(now));
        return span switch
        {
            AnalyticsSpan.Day => [.. Enumerable.Range(0, Slot.PerDay + 1).Select(step => last - Slot.PerDay + step)],
            AnalyticsSpan.Week => Hours(Slot.OfDay(zone, today.AddDays(-6)).From, last),
            AnalyticsSpan.Month => [.. Enumerable.Range(-29, 31).Select(day => Slot.OfDay(zone, today.AddDays(day)).From)],
            _ => [.. Enumerable.Range(-51, 53).Select(week => Slot.First(utc.AddDays((week * 7) - 6)))],
        };
    }

    private static List<long> Hours(long from, long until)
    {
        const int PerHour = 60 / Slot.Minutes;
        var steps = new List<long>();
        for (var step = from; step < until; step += PerHour)
        {
            steps.Add(step);
        }

        steps.Add(steps[^1] + PerHour);
        return steps;
    }

    private async Task<IReadOnlyList<SlotRow>> ReadAsync(
        Guid extensionKey, AnalyticsSpan span, List<long> steps, CancellationToken cancellationToken) => span == AnalyticsSpan.Year
        ? await rows.DaysAsync(extensionKey, Slot.Day(steps[0]), Slot.Day(steps[^1]), cancellationToken)
        : await rows.SlotsAsync(extensionKey, new SlotRange(steps[0], steps[^1]), cancellationToken);

    private static List<CallPoint> Points(List<long> steps, List<SlotRow> found)
    {
        var points = steps.Take(steps.Count - 1).Select(step => new CallPoint(Slot.Start(step), new CallTotals())).ToList();
        foreach (var row in found)
        {
            points[Place(steps, row.Key.Slot)].Totals.Add(row.Totals);
        }

        return points;
    }

    private static int Place(List<long> steps, long slot)
    {
        var place = steps.BinarySearch(slot);
        return Math.Clamp(place >= 0 ? place : ~place - 1, 0, steps.Count - 2);
    }

    private static List<VersionRow> Versions(IReadOnlyList<SlotRow> found, List<Known> releases, IReadOnlyDictionary<string, int> active)
    {
        var known = releases.ToDictionary(release => release.Version, StringComparer.Ordinal);
        var calls = found.Where(row => row.Key.Source != TelemetrySource.Unverified)
            .GroupBy(row => row.Key.Release, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, SlotRow.Sum, StringComparer.Ordinal);
        return [.. calls.Keys.Union(active.Keys, StringComparer.Ordinal)
            .Select(version => new VersionRow(
                version,
                calls.GetValueOrDefault(version) ?? new CallTotals(),
                active.GetValueOrDefault(version),
                known.GetValueOrDefault(version)?.ReleasedAt,
                known.GetValueOrDefault(version)?.Alert))
            .OrderByDescending(row => Parse(row.Version), Order)];
    }

    private static SemVersion? Parse(string text) =>
        SemVersion.TryParse(text, SemVersionStyles.Strict, out var version, VersionPolicy.MaxLength) ? version : null;

    private static readonly Comparer<SemVersion?> Order = Comparer<SemVersion?>.Create((one, other) =>
        one is null || other is null ? (one is null ? 0 : 1) - (other is null ? 0 : 1) : SemVersion.ComparePrecedence(one, other));

    private async Task<List<Known>> ReleasesAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == extensionKey)
            .Select(release => new Known(
                release.Version,
                release.ReleasedAt,
                db.Set<ReleaseAlert>().Where(alert => alert.ReleaseId == release.Id).Select(alert => alert.Reason).SingleOrDefault()))
            .ToListAsync(cancellationToken);
    }

    private sealed record Known(string Version, DateTimeOffset ReleasedAt, string? Alert);
}
