using System.Globalization;
using Kiket.Portal.Analytics.Queries;

namespace Kiket.Portal.Api;

/// <param name="ErrorRate">Percent.</param>
/// <param name="AvgLatencyMs">Null when nothing ran.</param>
public sealed record TelemetryExtension(string Name, string ExtensionId, long Total, decimal ErrorRate, decimal? AvgLatencyMs);

/// <param name="ErrorMessage">Without secrets and addresses; the error's class where the customer keeps texts to itself.</param>
public sealed record TelemetryError(string Name, string ExtensionId, string Event, string ErrorMessage, DateTimeOffset OccurredAt);

/// <param name="ErrorRate">Percent.</param>
/// <param name="AvgLatencyMs">Null when nothing ran.</param>
/// <param name="P95LatencyMs">Null when nothing ran.</param>
/// <param name="TopExtensions">At most ten.</param>
/// <param name="RecentErrors">At most ten.</param>
/// <param name="Scope">published or installed.</param>
/// <param name="UnverifiedEvents">Sent without a token; in no other figure.</param>
public sealed record TelemetryResponse(
    int WindowSeconds,
    long TotalEvents,
    long ErrorCount,
    decimal ErrorRate,
    decimal? AvgLatencyMs,
    decimal? P95LatencyMs,
    IReadOnlyList<TelemetryExtension> TopExtensions,
    IReadOnlyList<TelemetryError> RecentErrors,
    string Scope,
    long UnverifiedEvents);

/// <summary>What the command line shows of an organization's extensions.</summary>
internal static class MarketplaceTelemetryApi
{
    public static void MapMarketplaceTelemetryApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/marketplace/telemetry", ShowAsync)
            .RequireAuthorization(ApiPolicies.Token)
            .WithTags("Telemetry")
            .WithName("telemetry")
            .WithSummary("What extensions report about their runs")
            .WithDescription("Of the extensions that the token's organization publishes, if it does; otherwise of its installations that Kiket hosts.")
            .Takes("window_hours", "How far to look back, from 1 to 840; 24 when left out.")
            .Takes("scope", "published or installed.")
            .Takes("extension_id", "One extension.")
            .Produces<TelemetryResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ShowAsync(HttpContext context, MarketplaceTelemetry telemetry, CancellationToken cancellationToken)
    {
        var text = ApiQuery.Text(context.Request, "window_hours") ?? "24";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours is < 1 or > MarketplaceTelemetry.MostHours)
        {
            return ErrorResults.Of(ApiQuery.Refusal(
                "window_hours", $"window_hours must be a whole number from 1 to {MarketplaceTelemetry.MostHours}; that is how long single hours are kept."));
        }

        if (!ApiQuery.Choice<TelemetryScope>(context.Request, "scope").TryGet(out var scope, out var error))
        {
            return ErrorResults.Of(error);
        }

        var found = await telemetry.RunAsync(
            ApiCaller.Of(context).Access.OrganizationId, hours, scope, ApiQuery.Text(context.Request, "extension_id"), cancellationToken);
        return found.TryGet(out var overview, out error)
            ? Results.Json(
                new TelemetryResponse(
                    hours * 3600,
                    overview.Totals.Count,
                    overview.Totals.Errors,
                    overview.Totals.ErrorRate,
                    overview.Totals.AverageMilliseconds,
                    overview.Totals.Percentile(95),
                    [.. overview.Top.Select(one => new TelemetryExtension(
                        one.Name, one.ExtensionId, one.Totals.Count, one.Totals.ErrorRate, one.Totals.AverageMilliseconds))],
                    [.. overview.Errors.Select(one => new TelemetryError(one.Name, one.ExtensionId, one.Event, one.Message, one.At))],
                    ApiJson.Word(overview.Scope),
                    overview.Unverified),
                ApiJson.Writing)
            : ErrorResults.Of(error);
    }
}
