using System.Globalization;
using System.Net.Mime;
using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Api;

/// <summary>Receives and serves the files of tickets for pages. The body is the file itself, as <see cref="UploadRoutes"/> takes it.</summary>
public static class SupportFileRoutes
{
    public const string Root = "/support/files";

    /// <summary>Nothing in a file may run or load, even when it is opened directly.</summary>
    private const string Policy = "sandbox; default-src 'none'";

    public static IEndpointRouteBuilder MapSupportFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).ExcludeFromDescription();
        group.MapPost("", TakeAsync);
        group.MapGet("/{id:guid}", ServeAsync);
        return routes;
    }

    internal static async Task<IResult> ReceiveAsync(
        HttpContext context, string organization, Guid draft, Actor actor, AttachTicketFile attach, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Larger than the limit, so that the portal's own refusal says what to do.
            limit.MaxRequestBodySize = 2L * TicketFile.MaxBytes;
        }

        try
        {
            var request = new AttachTicketFileRequest(
                organization, draft, context.Request.Query["name"], context.Request.Body, context.Request.ContentLength, actor);
            return (await attach.RunAsync(request, cancellationToken)).TryGet(out var file, out var error)
                ? Results.Json(TicketFileResponse.From(file), ApiJson.Writing, statusCode: StatusCodes.Status201Created)
                : ErrorResults.Of(error);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ErrorResults.Of(UploadStore.TooLarge(TicketFile.MaxBytes));
        }
    }

    internal static IResult Serve(HttpContext context, TicketFile file, string path)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Access is checked each time: a membership may end.
        headers.CacheControl = "private, no-cache";
        if (!file.IsPicture)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(FileName.WithEnding(file.Name, file.Format));
            headers.ContentDisposition = disposition.ToString();
        }

        var type = file.Format switch
        {
            "png" => MediaTypeNames.Image.Png,
            "jpg" => MediaTypeNames.Image.Jpeg,
            "pdf" => MediaTypeNames.Application.Pdf,
            _ => "text/plain; charset=utf-8",
        };
        return Results.File(path, type, entityTag: new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{file.Id:N}\"")));
    }

    private static async Task<IResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, AttachTicketFile attach)
    {
        if (context.User.Actor() is not { } actor)
        {
            return ErrorResults.Of(Error.Unauthorized("signed_out", "You are signed out. Sign in again in another tab, then try this file again."));
        }

        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return ErrorResults.Of(StatusCodes.Status400BadRequest, "antiforgery", "This page is too old to send files. Reload it, then add the file again.");
        }

        var query = context.Request.Query;
        return Guid.TryParse(query["draft"], out var draft) && query["organization"].ToString() is { Length: > 0 and <= 80 } organization
            ? await ReceiveAsync(context, organization, draft, actor, attach, context.RequestAborted)
            : ErrorResults.Of(Error.Invalid("upload_request", "Say which organization and text the file is for."));
    }

    private static async Task<IResult> ServeAsync(Guid id, HttpContext context, TicketFileQueries files, TicketFileStore store)
    {
        if (context.User.Actor() is { } actor
            && await files.FindAsync(id, organization: null, actor, context.RequestAborted) is { } file
            && store.Find(file) is { } path)
        {
            return Serve(context, file, path);
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.NotFound();
    }
}
