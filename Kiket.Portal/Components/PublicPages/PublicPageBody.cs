using System.IO.Compression;
using System.Security.Cryptography;
using Kiket.Portal.Components.Shared;
using Microsoft.IO;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>A content encoding that a browser accepts.</summary>
internal sealed record PageEncoding(string Name, Func<Stream, Stream>? Compress);

internal static class PageEncodings
{
    public static PageEncoding Plain { get; } = new("", null);

    private static readonly PageEncoding Brotli = new("br", body => new BrotliStream(body, CompressionLevel.Optimal, leaveOpen: true));

    private static readonly PageEncoding Gzip = new("gzip", body => new GZipStream(body, CompressionLevel.Optimal, leaveOpen: true));

    /// <summary>The best encoding that the request accepts. There are few, because each is cached separately.</summary>
    public static PageEncoding Preferred(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding.Count == 0)
        {
            return Plain;
        }

        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return Accepts(accepted, "br") ? Brotli : Accepts(accepted, "gzip") ? Gzip : Plain;
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string name) =>
        accepted.Any(entry => entry.Quality is not 0 && entry.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Completes a visitor's page before it is cached: cuts it after the document's end, adds an ETag of its content and
/// compresses it. Only these pages are compressed dynamically, because they contain no secret that their length could
/// reveal together with reflected input (BREACH).
/// </summary>
internal sealed class PublicPageBody(RequestDelegate next)
{
    private static readonly byte[] DocumentEnd = "</html>"u8.ToArray();

    /// <summary>Pages are rendered into pooled buffers, because new ones would be large enough to burden the garbage collector.</summary>
    private static readonly RecyclableMemoryStreamManager Buffers = new(new RecyclableMemoryStreamManager.Options
    {
        BlockSize = 256 * 1024,
        MaximumSmallPoolFreeBytes = 16 * 1024 * 1024,
        MaximumLargePoolFreeBytes = 16 * 1024 * 1024,
    });

    public async Task InvokeAsync(HttpContext context)
    {
        if (PublicRequest.Of(context) is null)
        {
            await next(context);
            return;
        }

        var response = context.Response;
        var wire = response.Body;
        using var page = Buffers.GetStream();
        response.Body = page;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = wire;
        }

        PageStatus.Apply(context);
        var headers = response.Headers;
        headers.Vary = "Cookie, Accept-Encoding";
        headers.CacheControl = "public, no-cache";
        var content = page.GetBuffer().AsMemory(0, (int)page.Length);
        if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
        {
            content = Cut(content);
        }

        if (response.StatusCode == StatusCodes.Status200OK && content.Length > 0)
        {
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content.Span).AsSpan(0, 12))}\"", isWeak: true);
            headers.ETag = tag.ToString();
            if (!PublicAddressing.IsCacheable(context.Request.Query)
                && context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
            {
                // The output cache handles this for cached pages, and it caches no 304 response.
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            }
        }

        await WriteAsync(context, content);
    }

    /// <summary>
    /// After the document, Blazor writes the state of interactive components, encrypted and different each time. A
    /// visitor's page has no such components.
    /// </summary>
    private static Memory<byte> Cut(Memory<byte> content)
    {
        var end = content.Span.LastIndexOf(DocumentEnd);
        return end < 0 ? content : content[..(end + DocumentEnd.Length)];
    }

    private static async Task WriteAsync(HttpContext context, Memory<byte> content)
    {
        var response = context.Response;
        if (content.Length == 0)
        {
            return;
        }

        var encoding = IsText(response.ContentType) ? PageEncodings.Preferred(context.Request) : PageEncodings.Plain;
        if (encoding.Compress is not { } compress)
        {
            response.ContentLength = content.Length;
            await response.Body.WriteAsync(content, context.RequestAborted);
            return;
        }

        using var compressed = Buffers.GetStream();
        await using (var stream = compress(compressed))
        {
            await stream.WriteAsync(content, context.RequestAborted);
        }

        response.Headers.ContentEncoding = encoding.Name;
        response.ContentLength = compressed.Length;
        await response.Body.WriteAsync(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), context.RequestAborted);
    }

    private static bool IsText(string? type) =>
        type?.StartsWith("text/", StringComparison.Ordinal) == true || type?.StartsWith("application/", StringComparison.Ordinal) == true;
}
