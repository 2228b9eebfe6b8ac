using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Api;

/// <summary>Serves the pictures of repositories to people who may see the pages that show them.</summary>
public static class PictureRoutes
{
    /// <summary>
    /// Five minutes, so that a page with many pictures only asks once, and a hidden picture soon disappears. The
    /// content of an address never changes, so asking again only costs a response without a body.
    /// </summary>
    internal const string PublicCaching = "public, max-age=300";

    /// <summary>Only stored by the reader's browser, which asks each time.</summary>
    internal const string PrivateCaching = "private, no-cache";

    /// <summary>Nothing in a file may run, even when it is opened directly, because an SVG can contain scripts.</summary>
    private const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["svg"] = "image/svg+xml",
    };

    public static IEndpointRouteBuilder MapPictures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/{name}", ServeAsync).ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> ServeAsync(string name, FileStore files, FindPicture find, HttpContext context)
    {
        var headers = context.Response.Headers;
        var path = files.Find(name);
        var sight = path is null ? PictureSight.None : await find.RunAsync(name, context.User.Actor(), context.Request.Query["key"], context.RequestAborted);
        if (path is null || sight == PictureSight.None || !Types.TryGetValue(Path.GetExtension(name).TrimStart('.'), out var type))
        {
            // It may exist for someone else, or in a minute.
            headers.CacheControl = "no-store";
            return Results.NotFound();
        }

        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = sight == PictureSight.Public ? PublicCaching : PrivateCaching;
        return Results.File(path, type, entityTag: new EntityTagHeaderValue($"\"{name}\""));
    }
}
