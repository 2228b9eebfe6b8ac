using System.Text.Json;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <param name="Version">One version, or a range such as &lt;1.2.0.</param>
/// <param name="SunsetAt">An instant with its zone, such as 2026-12-31T00:00:00Z, or a day, which begins at midnight UTC. Without it, a warning only.</param>
/// <param name="RecommendedVersion">What to use instead; the highest version that fits when left out.</param>
public sealed record DeprecationBody(string? Version = null, string? Reason = null, string? SunsetAt = null, string? RecommendedVersion = null);

/// <summary>What is left out stays as it is; null removes the sunset or the recommended version.</summary>
public sealed record ChangeDeprecationBody(string? Reason = null)
{
    /// <summary>Not a parameter, because a value that isn't there can't be written as its default.</summary>
    public JsonElement SunsetAt { get; init; }

    public JsonElement RecommendedVersion { get; init; }
}

/// <param name="Version">As it was announced: a version or a range.</param>
/// <param name="Versions">The released versions that it covers now.</param>
/// <param name="AffectedInstallations">How many installations run one of them.</param>
public sealed record DeprecationResponse(
    Guid Id,
    string Version,
    IReadOnlyList<string> Versions,
    string Reason,
    DateTimeOffset? SunsetAt,
    string? RecommendedVersion,
    int AffectedInstallations,
    DateTimeOffset AnnouncedAt,
    DateTimeOffset? WithdrawnAt);

public sealed record DeprecationsResponse(IReadOnlyList<DeprecationResponse> Deprecations);

/// <summary>Announces that versions end, changes that, withdraws it.</summary>
internal static class DeprecationsApi
{
    public static void MapDeprecationsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}/deprecations")
                .RequireAuthorization(ApiPolicies.Publish)
                .WithTags("Publishing");
            (RouteHandlerBuilder Route, string Name)[] routes =
            [
                (group.MapPost("/", AnnounceAsync)
                    .AddEndpointFilter<HonourIdempotencyKey>()
                    .WithSummary("Deprecate a version or a range")
                    .WithDescription("Everyone who runs one is notified. It can be installed with a warning until the sunset, and not from it on. "
                        + "Later versions inside the range count too, until the deprecation is withdrawn.")
                    .Accepts<DeprecationBody>("application/json")
                    .Produces<DeprecationResponse>(StatusCodes.Status201Created)
                    .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "deprecate"),
                (group.MapGet("/", ListAsync)
                    .WithSummary("The deprecations of an extension, newest first")
                    .Produces<DeprecationsResponse>(), "deprecations"),
                (group.MapPatch("/{id}", ChangeAsync)
                    .WithSummary("Change a deprecation")
                    .WithDescription("Who was notified is notified of the change. A sunset earlier than announced is pointed out.")
                    .Accepts<ChangeDeprecationBody>("application/json")
                    .Produces<DeprecationResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "change_deprecation"),
                (group.MapDelete("/{id}", WithdrawAsync)
                    .WithSummary("Withdraw a deprecation")
                    .Produces<DeprecationResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status409Conflict), "withdraw_deprecation"),
            ];
            foreach (var (route, name) in routes)
            {
                _ = id.Contains('/', StringComparison.Ordinal) ? route.ExcludeFromDescription() : route.WithName(name);
            }
        }
    }

    private static async Task<IResult> AnnounceAsync(
        string registry, string extension_id, HttpContext context, DeprecateVersions deprecate, WriteDeprecation write, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<DeprecationBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (!Sunset(body.SunsetAt).TryGet(out var sunset, out var error))
        {
            return ErrorResults.Of(error);
        }

        var input = new NewDeprecation(body.Version, body.Reason, sunset, body.RecommendedVersion);
        var announced = await deprecate.AnnounceAsync(Request(registry, extension_id, context), input, cancellationToken);
        return await write.RespondAsync(announced, StatusCodes.Status201Created, cancellationToken);
    }

    private static async Task<IResult> ListAsync(
        string registry, string extension_id, HttpContext context, DeprecateVersions deprecate, WriteDeprecation write, CancellationToken cancellationToken) =>
        (await deprecate.FindAsync(Request(registry, extension_id, context), cancellationToken)).TryGet(out var key, out var error)
            ? Results.Json(new DeprecationsResponse(await write.AllAsync(key, cancellationToken)), ApiJson.Writing)
            : ErrorResults.Of(error);

    private static async Task<IResult> ChangeAsync(
        string registry,
        string extension_id,
        string id,
        HttpContext context,
        DeprecateVersions deprecate,
        WriteDeprecation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<ChangeDeprecationBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (!Sunset(Text(body.SunsetAt)).TryGet(out var sunset, out var error))
        {
            return ErrorResults.Of(error);
        }

        var changed = await deprecate.ChangeAsync(
            Request(registry, extension_id, context),
            Id(id),
            terms => new DeprecationTerms(
                body.Reason ?? terms.Reason,
                body.SunsetAt.ValueKind == JsonValueKind.Undefined ? terms.SunsetAt : sunset,
                body.RecommendedVersion.ValueKind == JsonValueKind.Undefined ? terms.RecommendedVersion : Text(body.RecommendedVersion)),
            cancellationToken);
        return await write.RespondAsync(changed, StatusCodes.Status200OK, cancellationToken);
    }

    private static async Task<IResult> WithdrawAsync(
        string registry,
        string extension_id,
        string id,
        HttpContext context,
        DeprecateVersions deprecate,
        WriteDeprecation write,
        CancellationToken cancellationToken) => await write.RespondAsync(
        await deprecate.WithdrawAsync(Request(registry, extension_id, context), Id(id), cancellationToken), StatusCodes.Status200OK, cancellationToken);

    private static PublishedRequest Request(string registry, string extensionId, HttpContext context)
    {
        var caller = ApiCaller.Of(context);
        return new PublishedRequest(caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extensionId), caller.Actor);
    }

    /// <summary>What is no id is the id of nothing.</summary>
    private static Guid Id(string id) => Guid.TryParse(id, out var known) ? known : Guid.Empty;

    private static string? Text(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => json.GetString(),
        _ => json.GetRawText(),
    };

    private static Result<DateTimeOffset?> Sunset(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (DateTimeOffset?)null;
        }

        return SunsetInstant.Parse(text).TryGet(out var sunset, out var error) ? (DateTimeOffset?)sunset : error;
    }
}

/// <summary>Writes deprecations with the installations that they affect now.</summary>
internal sealed class WriteDeprecation(DeprecationQueries deprecations, DeprecationAudience audience)
{
    public async Task<IResult> RespondAsync(Result<Deprecation> result, int status, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var deprecation, out var error))
        {
            return ErrorResults.Of(error);
        }

        var all = await deprecations.ForExtensionAsync(deprecation.ExtensionKey, cancellationToken);
        var found = all.Single(one => one.Deprecation.Id == deprecation.Id);
        return Results.Json(await WriteAsync(found, cancellationToken), ApiJson.Writing, statusCode: status);
    }

    public async Task<IReadOnlyList<DeprecationResponse>> AllAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        var responses = new List<DeprecationResponse>();
        foreach (var one in await deprecations.ForExtensionAsync(extensionKey, cancellationToken))
        {
            responses.Add(await WriteAsync(one, cancellationToken));
        }

        return responses;
    }

    private async Task<DeprecationResponse> WriteAsync(CoveringDeprecation one, CancellationToken cancellationToken)
    {
        var deprecation = one.Deprecation;
        var count = await audience.CountAsync(deprecation.ExtensionKey, one.Versions, cancellationToken);
        return new DeprecationResponse(
            deprecation.Id,
            deprecation.Range,
            one.Versions,
            deprecation.Reason,
            deprecation.SunsetAt,
            deprecation.RecommendedVersion,
            count.Installations,
            deprecation.AnnouncedAt,
            deprecation.WithdrawnAt);
    }
}
