using System.Reflection;

namespace Kiket.Portal.Api;

/// <summary>What the command line asks first: is anybody there.</summary>
internal static class HealthApi
{
    private static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <param name="Status">Always <c>ok</c>: who can answer is well. Operators ask <c>/health/ready</c>.</param>
    public sealed record HealthResponse(string Status, string Version);

    public static void MapHealthApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/health", () => Results.Json(new HealthResponse("ok", Version), ApiJson.Writing))
            .WithTags("Account")
            .WithName("health")
            .WithSummary("Is the portal there?")
            .Produces<HealthResponse>();
}
