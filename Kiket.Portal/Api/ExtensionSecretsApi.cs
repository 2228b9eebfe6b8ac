using Kiket.Portal.Installations;

namespace Kiket.Portal.Api;

public sealed record SecretKeyResponse(string Key);

public sealed record SecretValueResponse(string Key, string Value);

/// <summary>
/// The secrets that the token's organization keeps for an extension that it publishes or runs. The command line pushes and pulls them. Each
/// value that is given back is in the audit log.
/// </summary>
internal static class ExtensionSecretsApi
{
    public static void MapExtensionSecretsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.IdsBesideWords)
        {
            var group = api.MapGroup($"/extensions/{id}/secrets").RequireAuthorization(ApiPolicies.Admin).WithTags("Secrets");
            var list = group.MapGet("/", ListAsync).WithSummary("The keys of an extension's secrets").Produces<IReadOnlyList<SecretKeyResponse>>();
            var add = group.MapPost("/", AddAsync)
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithSummary("Add a secret")
                .Accepts<SecretBody>("application/json")
                .Produces<SecretKeyResponse>(StatusCodes.Status201Created)
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
            var read = group.MapGet("/{key}", ReadAsync).WithSummary("A secret with its value").Produces<SecretValueResponse>();
            var change = group.MapPatch("/{key}", ChangeAsync)
                .WithSummary("Change a secret")
                .Accepts<SecretBody>("application/json")
                .Produces<SecretKeyResponse>();
            (RouteHandlerBuilder Route, string Word)[] routes =
                [(list, "extension_secrets"), (add, "add_extension_secret"), (read, "extension_secret"), (change, "change_extension_secret")];
            foreach (var (route, word) in routes)
            {
                if (id.Contains('/', StringComparison.Ordinal))
                {
                    route.ExcludeFromDescription();
                }
                else
                {
                    route.WithName(word);
                }
            }
        }
    }

    private static async Task<IResult> ListAsync(
        string extension_id, HttpContext context, PublisherSecrets secrets, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        return (await secrets.ListAsync(caller.Access.OrganizationId, RouteIds.Extension(context, extension_id), caller.Actor, cancellationToken))
            .TryGet(out var keys, out var error)
            ? Results.Json(keys.Select(key => new SecretKeyResponse(key)), ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> ReadAsync(
        string extension_id, string key, HttpContext context, PublisherSecrets secrets, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var id = RouteIds.Extension(context, extension_id);
        if (!(await secrets.ReadAsync(caller.Access.OrganizationId, id, key, caller.Actor, cancellationToken)).TryGet(out var value, out var error))
        {
            return ErrorResults.Of(error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new SecretValueResponse(key, value.Reveal()), ApiJson.Writing);
    }

    private static async Task<IResult> AddAsync(
        string extension_id, HttpContext context, PublisherSecrets secrets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<SecretBody>(context);
        return body is null
            ? refusal!
            : await WriteAsync(extension_id, body.Secret?.Key, body, isNew: true, StatusCodes.Status201Created, context, secrets, cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        string extension_id, string key, HttpContext context, PublisherSecrets secrets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<SecretBody>(context);
        return body is null
            ? refusal!
            : await WriteAsync(extension_id, key, body, isNew: false, StatusCodes.Status200OK, context, secrets, cancellationToken);
    }

    private static async Task<IResult> WriteAsync(
        string extensionId,
        string? key,
        SecretBody body,
        bool isNew,
        int status,
        HttpContext context,
        PublisherSecrets secrets,
        CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var id = RouteIds.Extension(context, extensionId);
        var written = await secrets.WriteAsync(
            caller.Access.OrganizationId, id, key ?? "", body.Secret?.Value ?? "", isNew, caller.Actor, cancellationToken);
        return written.Succeeded ? Results.Json(new SecretKeyResponse(key!), ApiJson.Writing, statusCode: status) : ErrorResults.Of(written.Error);
    }
}
