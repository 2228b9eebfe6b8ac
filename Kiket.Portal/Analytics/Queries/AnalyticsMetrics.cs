using System.Globalization;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Queries;

/// <summary>Finds an extension for an Owner or Admin of its publisher, to read about it.</summary>
public sealed class FindExtension(IDbContextFactory<PortalDb> databases)
{
    public async Task<Result<Extension>> RunAsync(PublishedRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindPublished.RunAsync(db, request, cancellationToken);
    }
}

/// <summary>A figure as it is asked for, unchecked. Null for the default.</summary>
public sealed record AskedMetric(string? Metric, string? From, string? To, string? Interval, string? Version);

public sealed record MetricPoint(DateTimeOffset At, decimal? Value);

/// <param name="From">The first step.</param>
/// <param name="To">The end of the last one.</param>
public sealed record MetricSeries(
    string ExtensionId,
    string Metric,
    string Definition,
    string Interval,
    string? Version,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset CountedUpTo,
    IReadOnlyList<MetricPoint> Points);

/// <summary>One figure of an extension over time, for programs.</summary>
public sealed class AnalyticsMetrics(FindExtension extensions, ReadTelemetryRows rows, ReadInstallationDays installations, TimeProvider clock)
{
    /// <summary>Of days, in one answer.</summary>
    private const int MostDays = 366 * 10;

    private const string Slots = "slot";

    private const string Days = "day";

    private static readonly Dictionary<string, (string Definition, Func<CallTotals, decimal?> Value)> Calls = new(StringComparer.Ordinal)
    {
        ["calls"] = ("Runs of a handler that were reported with a token.", totals => totals.Count),
        ["errors"] = ("Calls with the status error.", totals => totals.Errors),
        ["error_rate"] = ("Errors of all calls, in percent.", totals => totals.Count == 0 ? null : totals.ErrorRate),
        ["average_ms"] = ("Average duration in milliseconds.", totals => totals.AverageMilliseconds),
        ["p50_ms"] = ("Half of the calls were at most this long, in milliseconds; at most 4.4 % too high.", totals => totals.Percentile(50)),
        ["p95_ms"] = ("95 of 100 calls were at most this long, in milliseconds; at most 4.4 % too high.", totals => totals.Percentile(95)),
    };

    private static readonly Dictionary<string, (string Definition, Func<CountedDay, int> Value)> Counted = new(StringComparer.Ordinal)
    {
        ["active"] = ("Installed at the end of the UTC day, without the publisher's own organization.", day => day.Active),
        ["installed"] = ("Organizations that it began to run for.", day => day.Installed),
        ["uninstalled"] = ("Organizations that removed it.", day => day.Uninstalled),
    };

    public static IEnumerable<string> Names => Calls.Keys.Concat(Counted.Keys);

    public async Task<Result<MetricSeries>> RunAsync(PublishedRequest request, AskedMetric asked, CancellationToken cancellationToken)
    {
        if (!(await extensions.RunAsync(request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var metric = asked.Metric ?? "calls";
        var interval = asked.Interval ?? Days;
        if (!Calls.ContainsKey(metric) && !Counted.ContainsKey(metric))
        {
            return Refuse("metric", $"Use one of these as metric: {string.Join(", ", Names)}.");
        }

        if (interval is not (Slots or Days))
        {
            return Refuse("interval", "Use slot or day as interval.");
        }

        if (Counted.ContainsKey(metric) && (interval == Slots || asked.Version is not null))
        {
            return Refuse("metric", $"{metric} is counted by day and for all versions together. Leave out interval and version.");
        }

        var now = clock.GetUtcNow();
        if (!At("from", asked.From, now.AddDays(-6), isEnd: false).TryGet(out var from, out error)
            || !At("to", asked.To, now, isEnd: true).TryGet(out var to, out error))
        {
            return error;
        }

        if (from >= to)
        {
            return Refuse("to", "to must be after from.");
        }

        var found = interval == Slots ? await OfSlotsAsync(extension.Id, metric, from, to, asked.Version, now, cancellationToken)
            : await OfDaysAsync(extension.Id, metric, from, to, asked.Version, cancellationToken);
        if (!found.TryGet(out var points, out error))
        {
            return error;
        }

        var definition = Calls.TryGetValue(metric, out var call) ? call.Definition : Counted[metric].Definition;
        return new MetricSeries(
            extension.ExtensionId, metric, definition, interval, asked.Version, points[0].At, to, Slot.Start(Slot.Of(now)), points);
    }

    private async Task<Result<List<MetricPoint>>> OfSlotsAsync(
        Guid extension, string metric, DateTimeOffset from, DateTimeOffset to, string? version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (from < now.AddDays(-MergeTelemetry.SlotDays))
        {
            return Refuse("from", $"Quarters of an hour are kept for {MergeTelemetry.SlotDays} days. Choose a later from, or interval=day.");
        }

        var range = new SlotRange(Slot.Of(from), Math.Min(Slot.Of(to.AddTicks(-1)), Slot.Of(now)) + 1);
        if (range.Count == 0)
        {
            return Refuse("from", "from must not be in the future.");
        }

        var steps = new CallTotals[range.Count];
        foreach (var row in Wanted(await rows.SlotsAsync(extension, range, cancellationToken), version))
        {
            (steps[row.Key.Slot - range.From] ??= new CallTotals()).Add(row.Totals);
        }

        return steps.Select((totals, step) => new MetricPoint(Slot.Start(range.From + step), Calls[metric].Value(totals ?? new CallTotals()))).ToList();
    }

    private async Task<Result<List<MetricPoint>>> OfDaysAsync(
        Guid extension, string metric, DateTimeOffset from, DateTimeOffset to, string? version, CancellationToken cancellationToken)
    {
        var (first, until) = (Day(from), Day(to.AddTicks(-1)).AddDays(1));
        if (until.DayNumber - first.DayNumber > MostDays)
        {
            return Refuse("from", "Ask for at most ten years at once.");
        }

        if (Counted.TryGetValue(metric, out var counted))
        {
            var days = await installations.DaysAsync(extension, first, until, cancellationToken);
            return days.Select(day => new MetricPoint(Start(day.Day), counted.Value(day))).ToList();
        }

        var sums = Wanted(await rows.DaysAsync(extension, first, until, cancellationToken), version)
            .GroupBy(row => Slot.Day(row.Key.Slot))
            .ToDictionary(group => group.Key, SlotRow.Sum);
        return Enumerable.Range(0, until.DayNumber - first.DayNumber)
            .Select(first.AddDays)
            .Select(day => new MetricPoint(Start(day), Calls[metric].Value(sums.GetValueOrDefault(day) ?? new CallTotals())))
            .ToList();
    }

    private static IEnumerable<SlotRow> Wanted(IEnumerable<SlotRow> found, string? version) => found
        .Where(row => row.Key.Source != TelemetrySource.Unverified && (version is null || row.Key.Release == version));

    /// <summary>A day, or an instant.</summary>
    /// <param name="isEnd">A day belongs to the span whole.</param>
    private static Result<DateTimeOffset> At(string key, string? text, DateTimeOffset fallback, bool isEnd)
    {
        if (text is null)
        {
            return fallback;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9000)
        {
            return Start(isEnd ? day.AddDays(1) : day);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 2000 and < 9000
            ? at.ToUniversalTime()
            : Refuse(key, $"Write {key} as a day such as 2026-03-01 or as an instant such as 2026-03-01T12:00:00Z.");
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static Error Refuse(string key, string message) => Error.Field(key, "invalid_query", message);
}
