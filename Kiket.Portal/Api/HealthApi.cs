using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>The first call of the command line: checks that the portal is reachable.</summary>
internal static class HealthApi
{
    /// <param name="Status">Always <c>ok</c> when the portal responds. Operators use <c>/health/ready</c>.</param>
    public sealed record HealthResponse(string Status, string Version);

    public static void MapHealthApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/health", () => Results.Json(new HealthResponse("ok", PortalVersion.Text), ApiJson.Writing))
            .WithTags("Account")
            .WithName("health")
            .WithSummary("Checks that the portal is reachable")
            .Produces<HealthResponse>();
}
