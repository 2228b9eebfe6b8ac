using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <summary>The images of a managed extension, for its publisher.</summary>
internal static class BuildsApi
{
    public static void MapBuildsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var builds = api.MapGet($"/extensions/registry/{{registry}}/{id}/builds", BuildsAsync)
                .WithTags("Hosting")
                .RequireAuthorization(ApiPolicies.Publish)
                .WithSummary("The builds of a managed extension's images, newest first")
                .TakesPages()
                .Produces<IReadOnlyList<BuildResponse>>()
                .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
            if (id.Contains('/', StringComparison.Ordinal))
            {
                builds.ExcludeFromDescription();
            }
            else
            {
                builds.WithName("builds");
            }
        }
    }

    private static async Task<IResult> BuildsAsync(
        string registry, string extension_id, HttpContext context, BuildQueries builds, PublicAddress address, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        // Routing leaves an escaped slash unchanged.
        var path = context.GetRouteValue("name") is string name ? $"{extension_id}/{name}" : extension_id;
        var id = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var request = new PublishedRequest(caller.Access.OrganizationId.ToString(), registry, id, caller.Actor);
        if (!ApiQuery.Page(context.Request).TryGet(out var page, out var error)
            || !(await builds.OfExtensionAsync(request, page, cancellationToken)).TryGet(out var found, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, found.Builds, address);
        return Results.Json(found.Builds.Items.Select(BuildResponse.From), ApiJson.Writing);
    }
}

/// <param name="ImageId">Null while there is no image, and when it was removed.</param>
/// <param name="Reason">Why it was refused or failed, as a sentence.</param>
/// <param name="Line">The line of the Dockerfile that failed.</param>
/// <param name="LastLines">The end of the log.</param>
public sealed record BuildResponse(
    Guid Id,
    Guid SubmissionId,
    string? Version,
    string Commit,
    ImageBuildState State,
    int Tries,
    string? ImageId,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Code,
    string? Reason,
    string? Step,
    int? Line,
    IReadOnlyList<string> LastLines)
{
    public static BuildResponse From(BuildRow row) => new(
        row.Build.Id,
        row.Build.SubmissionId,
        row.Version,
        row.Build.Commit,
        row.Build.State,
        row.Build.Tries,
        row.Build.ImageId,
        row.Build.QueuedAt,
        row.Build.StartedAt,
        row.Build.EndedAt,
        row.Build.Failure?.Code,
        row.Build.Failure?.Sentence,
        row.Build.Failure?.Step,
        row.Build.Failure?.Line,
        row.Build.Failure?.LastLines ?? []);
}
