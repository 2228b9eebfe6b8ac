using System.Globalization;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <param name="Token">Shown once.</param>
/// <param name="Url">For <c>KIKET_SDK_TELEMETRY_URL</c>.</param>
public sealed record CreatedTelemetryTokenResponse(Guid Id, string Token, string Url, string LastFour);

public sealed record TelemetryTokenResponse(Guid Id, string LastFour, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

public sealed record TelemetryTokensResponse(IReadOnlyList<TelemetryTokenResponse> TelemetryTokens);

/// <param name="At">The start of the step.</param>
/// <param name="Value">Null where nothing ran.</param>
public sealed record AnalyticsPointResponse(DateTimeOffset At, decimal? Value);

/// <param name="CountedUpTo">The last quarter of an hour that is over ended here.</param>
public sealed record AnalyticsResponse(
    string ExtensionId,
    string Metric,
    string Definition,
    string Interval,
    string? Version,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset CountedUpTo,
    IReadOnlyList<AnalyticsPointResponse> Points);

/// <param name="State">open, new, again, resolved or ignored.</param>
public sealed record ErrorGroupResponse(
    string Fingerprint,
    string State,
    string ErrorClass,
    string ErrorMessage,
    long Errors,
    string FirstVersion,
    DateTimeOffset FirstAt,
    string LastVersion,
    DateTimeOffset LastAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt);

public sealed record ErrorGroupsResponse(IReadOnlyList<ErrorGroupResponse> ErrorGroups);

/// <param name="State">open, resolved or ignored.</param>
public sealed record ErrorGroupBody(string? State = null);

/// <summary>The publisher's analytics of an extension.</summary>
internal static class AnalyticsApi
{
    public static void MapAnalyticsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}").RequireAuthorization(ApiPolicies.Publish).WithTags("Analytics");
            (RouteHandlerBuilder Route, string Name)[] routes =
            [
                (group.MapGet("/analytics", ShowAsync)
                    .WithSummary("One figure of an extension over time")
                    .WithDescription("Calls come from telemetry that was sent with a token. Quarters of an hour (`slot`) are kept for 35 days, UTC days for "
                        + "ever. `Accept: text/csv` or `?format=csv` answers as a file for spreadsheets.")
                    .Takes("metric", $"{string.Join(", ", AnalyticsMetrics.Names)}; calls when left out.")
                    .Takes("from", "A UTC day or an instant; 7 days ago when left out.")
                    .Takes("to", "A UTC day, which belongs to it, or an instant; now when left out.")
                    .Takes("interval", "slot or day; day when left out.")
                    .Takes("version", "One version; all when left out.")
                    .Produces<AnalyticsResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "analytics"),
                (group.MapGet("/error_groups", GroupsAsync)
                    .WithSummary("What fails, grouped")
                    .WithDescription("Errors that differ only in numbers, ids, addresses and quoted texts are one group. What needs work comes first.")
                    .Takes("from", "A UTC day; 7 days ago when left out.")
                    .Takes("to", "A UTC day; today when left out.")
                    .Takes("version", "One version; all when left out.")
                    .Produces<ErrorGroupsResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "error_groups"),
                (group.MapPatch("/error_groups/{fingerprint}", DecideAsync)
                    .WithSummary("Resolve an error group, ignore it, or open it again")
                    .Accepts<ErrorGroupBody>("application/json")
                    .Produces(StatusCodes.Status204NoContent)
                    .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "decide_error_group"),
                (group.MapGet("/telemetry_tokens", TokensAsync)
                    .WithSummary("The valid telemetry tokens of an extension")
                    .Produces<TelemetryTokensResponse>(), "telemetry_tokens"),
                (group.MapPost("/telemetry_tokens", CreateAsync)
                    .AddEndpointFilter<HonourIdempotencyKey>()
                    .WithSummary("Create a telemetry token")
                    .WithDescription("Set `url` as `KIKET_SDK_TELEMETRY_URL`. Two can be valid, to change from one to the other. The token is shown once.")
                    .Produces<CreatedTelemetryTokenResponse>(StatusCodes.Status201Created)
                    .Produces<ErrorResponse>(StatusCodes.Status409Conflict), "create_telemetry_token"),
                (group.MapDelete("/telemetry_tokens/{telemetry_token_id}", RevokeAsync)
                    .WithSummary("Revoke a telemetry token")
                    .Produces(StatusCodes.Status204NoContent)
                    .Produces<ErrorResponse>(StatusCodes.Status404NotFound), "revoke_telemetry_token"),
            ];
            foreach (var (route, name) in routes)
            {
                _ = id.Contains('/', StringComparison.Ordinal) ? route.ExcludeFromDescription() : route.WithName(name);
            }
        }
    }

    private static async Task<IResult> ShowAsync(
        string registry, string extension_id, HttpContext context, AnalyticsMetrics metrics, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var asked = new AskedMetric(
            ApiQuery.Text(request, "metric"),
            ApiQuery.Text(request, "from"),
            ApiQuery.Text(request, "to"),
            ApiQuery.Text(request, "interval"),
            ApiQuery.Text(request, "version"));
        if (!(await metrics.RunAsync(Published(registry, extension_id, context), asked, cancellationToken)).TryGet(out var found, out var error))
        {
            return ErrorResults.Of(error);
        }

        if (ApiQuery.Text(request, "format") == "csv" || request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return AnalyticsFiles.Of(found);
        }

        return Results.Json(
            new AnalyticsResponse(
                found.ExtensionId,
                found.Metric,
                found.Definition,
                found.Interval,
                found.Version,
                found.From,
                found.To,
                found.CountedUpTo,
                [.. found.Points.Select(point => new AnalyticsPointResponse(point.At, point.Value))]),
            ApiJson.Writing);
    }

    private static async Task<IResult> GroupsAsync(
        string registry,
        string extension_id,
        HttpContext context,
        FindExtension extensions,
        ErrorGroupQueries groups,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (!(await extensions.RunAsync(Published(registry, extension_id, context), cancellationToken)).TryGet(out var extension, out var error)
            || !Day(context.Request, "from", today.AddDays(-6)).TryGet(out var from, out error)
            || !Day(context.Request, "to", today).TryGet(out var to, out error))
        {
            return ErrorResults.Of(error);
        }

        var found = await groups.RunAsync(extension.Id, from, to.AddDays(1), ApiQuery.Text(context.Request, "version"), cancellationToken);
        return Results.Json(
            new ErrorGroupsResponse([.. found.Select(group => new ErrorGroupResponse(
                group.Stored.Fingerprint,
                ApiJson.Word(group.State),
                group.Stored.Class,
                group.Stored.Message,
                group.Stored.Errors,
                group.Stored.FirstRelease,
                group.Stored.FirstAt,
                group.Stored.LastRelease,
                group.Stored.LastAt,
                group.DecidedBy,
                group.DecidedAt))]),
            ApiJson.Writing);
    }

    private static async Task<IResult> DecideAsync(
        string registry, string extension_id, string fingerprint, HttpContext context, DecideErrorGroup decide, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<ErrorGroupBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var decided = await decide.RunAsync(
            Published(registry, extension_id, context), fingerprint, ApiJson.Value<ErrorGroupChoice>(body.State), cancellationToken);
        return decided.Succeeded ? Results.NoContent() : ErrorResults.Of(decided.Error);
    }

    private static async Task<IResult> TokensAsync(
        string registry, string extension_id, HttpContext context, TelemetryTokenQueries tokens, CancellationToken cancellationToken) =>
        (await tokens.RunAsync(Published(registry, extension_id, context), cancellationToken)).TryGet(out var found, out var error)
            ? Results.Json(
                new TelemetryTokensResponse(
                    [.. found.Select(token => new TelemetryTokenResponse(token.Id, token.LastFour, token.CreatedAt, token.LastUsedAt))]),
                ApiJson.Writing)
            : ErrorResults.Of(error);

    private static async Task<IResult> CreateAsync(
        string registry,
        string extension_id,
        HttpContext context,
        CreateTelemetryToken create,
        PublicAddress address,
        CancellationToken cancellationToken) =>
        (await create.RunAsync(Published(registry, extension_id, context), cancellationToken)).TryGet(out var created, out var error)
            ? Results.Json(
                new CreatedTelemetryTokenResponse(
                    created.Id, created.Value, address.Of(context.Request, TelemetryTokenValue.Path(created.Value)), created.LastFour),
                ApiJson.Writing,
                statusCode: StatusCodes.Status201Created)
            : ErrorResults.Of(error);

    private static async Task<IResult> RevokeAsync(
        string registry,
        string extension_id,
        string telemetry_token_id,
        HttpContext context,
        RevokeTelemetryToken revoke,
        CancellationToken cancellationToken)
    {
        var id = Guid.TryParse(telemetry_token_id, out var known) ? known : Guid.Empty;
        var revoked = await revoke.RunAsync(Published(registry, extension_id, context), id, cancellationToken);
        return revoked.Succeeded ? Results.NoContent() : ErrorResults.Of(revoked.Error);
    }

    private static PublishedRequest Published(string registry, string extensionId, HttpContext context)
    {
        var caller = ApiCaller.Of(context);
        return new PublishedRequest(caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extensionId), caller.Actor);
    }

    private static Result<DateOnly> Day(HttpRequest request, string key, DateOnly fallback) => ApiQuery.Text(request, key) is not { } text ? fallback
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9000 ? day
        : ApiQuery.Refusal(key, $"Write {key} as a day, such as 2026-03-01.");
}
