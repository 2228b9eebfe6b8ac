using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <param name="AffectedInstallations">How many organizations run the version.</param>
public sealed record YankResponse(string ExtensionId, string Version, bool Yanked, string? Reason, int AffectedInstallations);

/// <summary>Yanks a version, or takes that back.</summary>
internal static class YankApi
{
    public static void MapYankApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}/releases/{{version}}")
                .RequireAuthorization(ApiPolicies.Publish)
                .WithTags("Publishing");
            var yank = group.MapPost("/yank", YankAsync)
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithSummary("Yank a version")
                .WithDescription("Stops new installations at once; what is installed keeps running. The listing falls back to the version before.")
                .Accepts<YankBody>("application/json")
                .Produces<YankResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
            var back = group.MapDelete("/yank", TakeBackAsync)
                .WithSummary("Take a yank back")
                .Produces<YankResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status409Conflict);
            if (id.Contains('/', StringComparison.Ordinal))
            {
                yank.ExcludeFromDescription();
                back.ExcludeFromDescription();
            }
            else
            {
                yank.WithName("yank");
                back.WithName("unyank");
            }
        }
    }

    private static async Task<IResult> YankAsync(
        string registry,
        string extension_id,
        string version,
        HttpContext context,
        YankRelease yank,
        InstallationQueries installations,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<YankBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var request = Request(registry, extension_id, version, context);
        var yanked = await yank.RunAsync(request, body.Reason, cancellationToken);
        return await RespondAsync(request, yanked, body.Reason?.Trim(), installations, cancellationToken);
    }

    private static async Task<IResult> TakeBackAsync(
        string registry,
        string extension_id,
        string version,
        HttpContext context,
        YankRelease yank,
        InstallationQueries installations,
        CancellationToken cancellationToken)
    {
        var request = Request(registry, extension_id, version, context);
        return await RespondAsync(request, await yank.TakeBackAsync(request, cancellationToken), reason: null, installations, cancellationToken);
    }

    private static YankReleaseRequest Request(string registry, string extensionId, string version, HttpContext context)
    {
        var caller = ApiCaller.Of(context);
        return new YankReleaseRequest(caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extensionId), version, caller.Actor);
    }

    private static async Task<IResult> RespondAsync(
        YankReleaseRequest request, Result<Guid> result, string? reason, InstallationQueries installations, CancellationToken cancellationToken) =>
        result.TryGet(out var release, out var error)
            ? Results.Json(
                new YankResponse(
                    request.ExtensionId, request.Version, reason is not null, reason, await installations.CountAsync(release, cancellationToken)),
                ApiJson.Writing)
            : ErrorResults.Of(error);
}

internal static class RouteIds
{
    /// <summary>An id whose slash arrived unescaped has its rest in <c>name</c>; routing leaves an escaped one unchanged.</summary>
    public static string Extension(HttpContext context, string id) =>
        (context.GetRouteValue("name") is string name ? $"{id}/{name}" : id).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
