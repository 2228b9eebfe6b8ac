using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Extensions;

namespace Kiket.Portal.Api;

/// <summary>Analytics as files for spreadsheets.</summary>
public static class AnalyticsFiles
{
    private const string Type = "text/csv; charset=utf-8";

    /// <summary>The file behind "Download CSV" of the page: what the address shows. People only, like the page.</summary>
    public static IEndpointRouteBuilder MapAnalyticsFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orgs/{org}/extensions/published/{extensionId}/analytics.csv", PageAsync).RequireAuthorization().ExcludeFromDescription();
        return routes;
    }

    internal static IResult Of(MetricSeries series) => Results.File(
        CsvFile.Write(["at", series.Metric], series.Points.Select(point => (IReadOnlyList<string>)[Instant(point.At), Number(point.Value)])),
        Type,
        $"{series.ExtensionId.Replace('/', '-')}-{series.Metric}.csv");

    private static async Task<IResult> PageAsync(
        string org, string extensionId, HttpContext context, RepositoryQueries extensions, PublisherAnalytics analytics, CancellationToken cancellationToken)
    {
        if (context.User.Actor() is not { } actor)
        {
            return Results.NotFound();
        }

        if (!(await extensions.FindExtensionAsync(org, extensionId, actor, cancellationToken)).TryGet(out var found, out var refused))
        {
            return ErrorResults.Of(refused);
        }

        var query = context.Request.Query;
        var span = Enum.TryParse<AnalyticsSpan>(query["span"], ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : AnalyticsSpan.Week;
        var zone = query["zone"] is [{ Length: > 0 and <= 64 } id] && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var known) ? known : TimeZoneInfo.Utc;
        var version = query["version"] is [{ Length: > 0 } one] ? one : null;
        var report = await analytics.RunAsync(found.Extension.Id, span, zone, version, cancellationToken);
        var rows = report.Points.Select(point => (IReadOnlyList<string>)
        [
            Instant(point.Start),
            Number(point.Totals.Count),
            Number(point.Totals.Errors),
            Number(point.Totals.Count == 0 ? null : point.Totals.ErrorRate),
            Number(point.Totals.Percentile(50)),
            Number(point.Totals.Percentile(95)),
        ]);
        return Results.File(
            CsvFile.Write(["from", "calls", "errors", "error_rate_percent", "p50_ms", "p95_ms"], rows),
            Type,
            $"{found.Extension.ExtensionId.Replace('/', '-')}-analytics.csv");
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
