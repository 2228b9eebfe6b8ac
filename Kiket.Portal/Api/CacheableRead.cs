using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Api;

/// <summary>Responses of public reads, with an ETag of their content, and 304 for a client that already has it.</summary>
internal static class CacheableRead
{
    /// <summary>Short, so that an approval soon shows. The ETag makes asking again cheap.</summary>
    private const string Public = "public, max-age=15";

    private const string Private = "private, no-cache";

    /// <param name="isPublic">False for what only members may see, so that no shared cache stores it.</param>
    public static IResult Of<T>(HttpContext context, T value, bool isPublic = true)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Writing);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"", isWeak: true);
        context.Response.Headers.CacheControl = isPublic ? Public : Private;
        context.Response.Headers.Vary = "Authorization";
        // The framework compares the tag with If-None-Match.
        return Results.Bytes(bytes, "application/json; charset=utf-8", entityTag: tag);
    }
}
