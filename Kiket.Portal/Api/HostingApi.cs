using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;

namespace Kiket.Portal.Api;

/// <param name="Reason">Null when nobody had to say why.</param>
/// <param name="By">Who asked for it; null when it restarted by itself.</param>
public sealed record RestartResponse(DateTimeOffset At, string Reason, string? By);

/// <param name="Problem">Why it didn't take over from what runs.</param>
public sealed record RejectedVersionResponse(string Version, string Problem, DateTimeOffset At);

/// <param name="HostingOn">Whether hosting is switched on here. Without it nothing is started.</param>
/// <param name="UnknownSince">Since when the engine doesn't respond; what is here was known last. Null while it does.</param>
/// <param name="Version">Of what runs; null while nothing does.</param>
/// <param name="Tier">Null before the first container.</param>
/// <param name="Restarts">Newest first; at most 20.</param>
public sealed record InstallationHostingResponse(
    long InstallationId,
    bool HostingOn,
    DeploymentState State,
    DateTimeOffset Since,
    string? Reason,
    DateTimeOffset? UnknownSince,
    string? Version,
    string? Tier,
    long? MonthlyCents,
    RejectedVersionResponse? Rejected,
    IReadOnlyList<RestartResponse> Restarts);

public sealed record OutputLineResponse(DateTimeOffset At, int Generation, string Stream, string Text);

/// <param name="Lines">Newest first.</param>
public sealed record OutputResponse(IReadOnlyList<OutputLineResponse> Lines, int Total, int Page, int PerPage);

/// <param name="Host">As the container named it; empty when it named none.</param>
public sealed record BlockedCallResponse(string Host, string Reason, string Meaning, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <param name="BlockedCalls">Newest first.</param>
public sealed record BlockedCallsResponse(IReadOnlyList<BlockedCallResponse> BlockedCalls, int Total, int Page, int PerPage);

/// <summary>How a managed extension runs for the organization that installed it.</summary>
internal static class HostingApi
{
    public static void MapHostingApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/marketplace/installations/{id}").RequireAuthorization(ApiPolicies.Install).WithTags("Hosting");
        group.MapGet("/hosting", ShowAsync)
            .WithName("installation_hosting")
            .WithSummary("How a managed extension runs")
            .WithDescription("409 with `not_hosted` when its publisher runs it.")
            .Produces<InstallationHostingResponse>();
        group.MapPost("/hosting/restart", RestartAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("restart_hosting")
            .WithSummary("Start its container anew")
            .WithDescription("The new container takes over when it is healthy, so that no call fails.")
            .Produces<InstallationHostingResponse>(StatusCodes.Status202Accepted)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict);
        group.MapGet("/hosting/logs", LogsAsync)
            .WithName("hosting_logs")
            .WithSummary("What its containers printed")
            .WithDescription("Of the last 7 days, at most 10 MB.")
            .TakesPages()
            .Produces<OutputResponse>();
        group.MapGet("/hosting/blocked_calls", BlockedAsync)
            .WithName("hosting_blocked_calls")
            .WithSummary("Calls of its containers that were refused")
            .TakesPages()
            .Produces<BlockedCallsResponse>();
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context, DeploymentQueries queries, CancellationToken cancellationToken) =>
        await RespondAsync(id, context, queries, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> RespondAsync(
        string id, HttpContext context, DeploymentQueries queries, int status, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        if (!(await queries.FindAsync(number, caller.Access.OrganizationId, caller.Actor, cancellationToken)).TryGet(out var found, out var error))
        {
            return ErrorResults.Of(error);
        }

        if (found is null)
        {
            return ErrorResults.Of(Error.Conflict("not_hosted", "Its publisher runs it, so the marketplace knows nothing about how it runs."));
        }

        return Results.Json(
            new InstallationHostingResponse(
                number,
                found.IsOn,
                found.Deployment.State,
                found.Deployment.Since,
                found.Deployment.Reason,
                found.UnknownSince,
                found.Version,
                found.Tier?.Name,
                found.Tier?.MonthlyPrice.Cents,
                found.Rejected is { } rejected ? new RejectedVersionResponse(rejected.Version, rejected.Problem, rejected.At) : null,
                [.. found.Recent.Select(restart => new RestartResponse(restart.At, restart.Reason, restart.By))]),
            ApiJson.Writing,
            statusCode: status);
    }

    private static async Task<IResult> RestartAsync(
        string id, HttpContext context, RestartDeployment restart, DeploymentQueries queries, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        return await restart.RunAsync(number, caller.Access.OrganizationId, caller.Actor, cancellationToken) is { Succeeded: false } refused
            ? ErrorResults.Of(refused.Error)
            : await RespondAsync(id, context, queries, StatusCodes.Status202Accepted, cancellationToken);
    }

    private static async Task<IResult> LogsAsync(
        string id, HttpContext context, DeploymentQueries queries, PublicAddress address, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        if (!ApiQuery.Page(context.Request).TryGet(out var page, out var error)
            || !(await queries.OutputAsync(number, caller.Access.OrganizationId, page, caller.Actor, cancellationToken)).TryGet(out var lines, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, lines, address);
        return Results.Json(
            new OutputResponse(
                [.. lines.Items.Select(line => new OutputLineResponse(line.At, line.Generation, line.IsError ? "stderr" : "stdout", line.Text))],
                lines.Total,
                page.Number,
                page.Size),
            ApiJson.Writing);
    }

    private static async Task<IResult> BlockedAsync(
        string id, HttpContext context, DeploymentQueries queries, PublicAddress address, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        if (!ApiQuery.Page(context.Request).TryGet(out var page, out var error)
            || !(await queries.BlockedAsync(number, caller.Access.OrganizationId, page, caller.Actor, cancellationToken)).TryGet(out var calls, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, calls, address);
        return Results.Json(
            new BlockedCallsResponse(
                [.. calls.Items.Select(call => new BlockedCallResponse(
                    call.Host, call.Reason, Refusals.SentenceOf(call.Reason), call.Count, call.First, call.Last))],
                calls.Total,
                page.Number,
                page.Size),
            ApiJson.Writing);
    }
}
