using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Edge;

/// <summary>What the portal asks of its edge: to take a snapshot, and to report what it blocked.</summary>
public static class EdgeAdmin
{
    public const string StatusPath = "/edge/status";
    public const string SnapshotPath = "/edge/snapshot";
    public const string BlockedPath = "/edge/blocked";
    public const string HealthPath = "/edge/health";

    /// <summary>Every installation with a full egress list.</summary>
    private const long MaxSnapshot = 64L * 1024 * 1024;

    private const string Scheme = "Bearer ";

    public static void MapEdgeAdmin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => "live");
        Map(endpoints, HttpMethods.Get, StatusPath, context => WriteAsync(
            context, new EdgeStatus(context.RequestServices.GetRequiredService<EdgePolicies>().Number), EdgeJson.Default.EdgeStatus));
        Map(endpoints, HttpMethods.Get, BlockedPath, context => WriteAsync(
            context, context.RequestServices.GetRequiredService<BlockedCalls>().Read(), EdgeJson.Default.BlockedReport));
        Map(endpoints, HttpMethods.Put, SnapshotPath, ReplaceAsync);
        Map(endpoints, HttpMethods.Post, HealthPath, CheckHealthAsync);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string method, string path, RequestDelegate handle) =>
        endpoints.MapMethods(path, [method], (RequestDelegate)(context =>
        {
            if (IsPortal(context))
            {
                return handle(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }));

    private static bool IsPortal(HttpContext context)
    {
        var key = context.RequestServices.GetRequiredService<IOptions<EdgeOptions>>().Value.Key;
        var header = context.Request.Headers.Authorization.ToString();
        return key.Length > 0 && header.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..]), Encoding.UTF8.GetBytes(key));
    }

    private static async Task ReplaceAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxSnapshot;
        var policies = context.RequestServices.GetRequiredService<EdgePolicies>();
        var result = await ReadAsync(context, EdgeJson.Default.EdgeSnapshot) is { } snapshot
            ? policies.Replace(snapshot)
            : Error.Invalid("snapshot_invalid", "This isn't a snapshot.");
        if (result.Succeeded)
        {
            context.RequestServices.GetRequiredService<BlockedCalls>().Forget(policies.Knows);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.StatusCode = result.Error.Kind == ErrorKind.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        await context.Response.WriteAsync(result.Error.Message);
    }

    private static async Task CheckHealthAsync(HttpContext context)
    {
        if (await ReadAsync(context, EdgeJson.Default.HealthRequest) is not { Targets: not null } request)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }

        var report = await context.RequestServices.GetRequiredService<EdgeHealth>().CheckAsync(request, context.RequestAborted);
        await WriteAsync(context, report, EdgeJson.Default.HealthReport);
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }
}
