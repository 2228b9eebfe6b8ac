using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Api;

/// <summary>Answers of public reads: with an ETag of their content, and 304 to a client that has it already.</summary>
internal static class CacheableRead
{
    /// <summary>Short, because an approval should show; an ETag makes asking again cheap.</summary>
    private const string Public = "public, max-age=15";

    private const string Private = "private, no-cache";

    /// <param name="isPublic">False for what only members may see: no shared cache keeps it.</param>
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
