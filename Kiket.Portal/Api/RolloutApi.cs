using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Api;

/// <param name="Action">pause, resume or complete.</param>
/// <param name="Reason">Required to pause, and to resume what the portal stopped.</param>
public sealed record RolloutBody(string? Action = null, string? Reason = null);

/// <param name="State">running, paused or stopped.</param>
/// <param name="SharePercent">Of the installations that upgrade by themselves, how many may.</param>
/// <param name="NextAt">When the share rises; null when it doesn't by itself.</param>
public sealed record RolloutResponse(string ExtensionId, string Version, string State, int SharePercent, DateTimeOffset? NextAt, string? Reason);

/// <summary>Pauses the rollout of a version, resumes it, or lets it go to everyone.</summary>
internal static class RolloutApi
{
    public static void MapRolloutApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var route = api.MapPost($"/extensions/registry/{{registry}}/{id}/releases/{{version}}/rollout", ChangeAsync)
                .RequireAuthorization(ApiPolicies.Publish)
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithTags("Publishing")
                .WithSummary("Pause a rollout, resume it, or let it go to everyone")
                .WithDescription("A version reaches installations that upgrade by themselves in steps: 10 %, 50 %, then all, a day each. While it is paused, "
                    + "none of them is upgraded to it. The portal stops a rollout when too many operations fail; resuming then needs a reason.")
                .Accepts<RolloutBody>("application/json")
                .Produces<RolloutResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
            if (id.Contains('/', StringComparison.Ordinal))
            {
                route.ExcludeFromDescription();
            }
            else
            {
                route.WithName("rollout");
            }
        }
    }

    private static async Task<IResult> ChangeAsync(
        string registry,
        string extension_id,
        string version,
        HttpContext context,
        ChangeRollout change,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<RolloutBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var caller = ApiCaller.Of(context);
        var release = new NamedRelease(caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extension_id), version);
        var request = new ChangeRolloutRequest(release, ApiJson.Value<RolloutAction>(body.Action), body.Reason, caller.Actor);
        var changed = await change.RunAsync(request, cancellationToken);
        if (!changed.TryGet(out var rollout, out var error))
        {
            return ErrorResults.Of(error);
        }

        var stage = rollout.Stage(clock.GetUtcNow());
        return Results.Json(
            new RolloutResponse(
                release.ExtensionId,
                version,
                ApiJson.Word(rollout.State),
                stage.ShareBasisPoints * 100 / RolloutStage.Whole,
                stage.NextAt,
                rollout.Reason.Length == 0 ? null : rollout.Reason),
            ApiJson.Writing);
    }
}
