using System.Globalization;
using System.Net.Mime;
using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Api;

/// <summary>The response for an uploaded file.</summary>
/// <param name="Id">The upload's id.</param>
public sealed record UploadResponse(Guid Id, string Name, long Length, string Sha256);

/// <summary>
/// Receives the wizard's uploads and serves them. The body is the file itself: it is written to disk as it arrives, the
/// page shows its progress, and it continues while the page's circuit reconnects.
/// </summary>
public static class UploadRoutes
{
    /// <summary>Nothing in a file may run or load, even when it is opened directly.</summary>
    private const string Policy = "sandbox; default-src 'none'";

    /// <summary>Larger than any limit, so that the portal's own refusal says what to do.</summary>
    private const long MostBytes = 2L * UploadKinds.MaxDocumentBytes;

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["png"] = MediaTypeNames.Image.Png,
        ["jpg"] = MediaTypeNames.Image.Jpeg,
        ["pdf"] = MediaTypeNames.Application.Pdf,
        ["txt"] = "text/plain; charset=utf-8",
        ["json"] = MediaTypeNames.Application.Json,
    };

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(UploadAddress.Root).ExcludeFromDescription();
        group.MapPost("", TakeAsync);
        group.MapGet("/{id:guid}", (Guid id, HttpContext context, FindUpload find, UploadStore store) => ServeAsync(id, card: false, context, find, store));
        group.MapGet("/{id:guid}/card", (Guid id, HttpContext context, FindUpload find, UploadStore store) => ServeAsync(id, card: true, context, find, store));
        return routes;
    }

    private static async Task<IResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, AttachFile attach)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        if (context.User.Actor() is not { } actor)
        {
            return ErrorResults.Of(Error.Unauthorized("signed_out", "You are signed out. Sign in again in another tab, then try this file again."));
        }

        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return ErrorResults.Of(StatusCodes.Status400BadRequest, "antiforgery", "This page is too old to send files. Reload it, then add the file again.");
        }

        var query = context.Request.Query;
        if (!Guid.TryParse(query["submission"], out var submission) || UploadKinds.Parse(query["kind"]) is not { } kind)
        {
            return ErrorResults.Of(Error.Invalid("upload_request", "Say which submission the file is for, and its kind."));
        }

        try
        {
            var request = new AttachFileRequest(submission, kind, query["name"], context.Request.Body, context.Request.ContentLength, actor)
            {
                Position = int.TryParse(query["position"], NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null,
            };
            return (await attach.RunAsync(request, context.RequestAborted)).TryGet(out var attachment, out var error)
                ? Results.Json(
                    new UploadResponse(attachment.UploadId, attachment.Upload.Name, attachment.Upload.Length, attachment.Upload.Sha256),
                    ApiJson.Writing,
                    statusCode: StatusCodes.Status201Created)
                : ErrorResults.Of(error);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ErrorResults.Of(UploadStore.TooLarge(kind.MaxBytes()));
        }
    }

    private static async Task<IResult> ServeAsync(Guid id, bool card, HttpContext context, FindUpload find, UploadStore store)
    {
        var headers = context.Response.Headers;
        var found = await find.RunAsync(id, context.User.Actor(), context.Request.Query["key"], context.RequestAborted);
        var isPicture = found is { Upload.IsPicture: true };
        if (found is not { Upload: var upload } || (card && !isPicture) || (card ? store.FindCard(upload) : store.Find(upload)) is not { } path)
        {
            // It may exist for someone else, or in a minute.
            headers.CacheControl = "no-store";
            return Results.NotFound();
        }

        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = found.IsPublic ? PictureRoutes.PublicCaching : PictureRoutes.PrivateCaching;
        if (!isPicture)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(FileName.WithEnding(upload.Name, upload.Format));
            headers.ContentDisposition = disposition.ToString();
        }

        var type = path.EndsWith(".webp", StringComparison.Ordinal) ? MediaTypeNames.Image.Webp : Types[upload.Format];
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{upload.Id:N}{(card ? "-card" : "")}\"");
        return Results.File(path, type, entityTag: new EntityTagHeaderValue(tag));
    }
}
