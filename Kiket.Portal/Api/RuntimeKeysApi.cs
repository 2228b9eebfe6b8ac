using Kiket.Portal.Installations.Calls;

namespace Kiket.Portal.Api;

/// <summary>The public keys of runtime tokens, where the SDKs look for them.</summary>
internal static class RuntimeKeysApi
{
    /// <summary>Far less than the two hours that a key is published before it signs.</summary>
    private const string FiveMinutes = "public, max-age=300";

    public sealed record KeySet(IReadOnlyList<PublicKey> Keys);

    /// <summary>RFC 7517 and 7518: a point on P-256.</summary>
    public sealed record PublicKey(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y);

    public static void MapRuntimeKeys(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/.well-known/jwks.json", async (RuntimeKeys keys, HttpContext context, CancellationToken cancellationToken) =>
            {
                var published = await keys.PublishedAsync(cancellationToken);
                context.Response.Headers.CacheControl = FiveMinutes;
                return Results.Json(
                    new KeySet([.. published.Select(key => new PublicKey("EC", "P-256", "sig", "ES256", key.KeyId, key.X, key.Y))]), ApiJson.Writing);
            })
            .DisableAntiforgery()
            .ExcludeFromDescription();
}
