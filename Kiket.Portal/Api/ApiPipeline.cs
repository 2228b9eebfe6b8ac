using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Diagnostics;

namespace Kiket.Portal.Api;

/// <summary>
/// Makes sure that every error below <c>/api</c>, even before a route is found, is returned as JSON in the API's format
/// and never as a page.
/// </summary>
public static partial class ApiPipeline
{
    private static readonly PathString Root = "/api";
    private static readonly PathString Reference = "/api/docs";

    private static readonly Error Busy = Error.Unavailable(
        "busy", "The portal is busy saving other changes, so this request wasn't carried out. Send it again in a few seconds.", TimeSpan.FromSeconds(5));

    /// <summary>Inside the error handling of the pages, and outside everything else.</summary>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app) =>
        app.UseWhen(IsApi, api => api.Use(GuardAsync).Use(AnswerWithoutSignInAsync));

    internal static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments(Reference, StringComparison.OrdinalIgnoreCase);

    /// <summary>Nothing that follows concerns a call that nobody signs in for, and asking who calls takes as long as taking an event.</summary>
    private static Task AnswerWithoutSignInAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is { RequestDelegate: { } answer } endpoint && endpoint.Metadata.GetMetadata<NeedsNoSignIn>() is not null
            ? answer(context)
            : next(context);

    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = exception.StatusCode;
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception.IsBusy())
        {
            WasBusy(Logger(context), exception, context.Request.Method, Shown(context));
            context.Response.Clear();
            await ErrorResults.Of(Busy).ExecuteAsync(context);
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception.IsUnwritable())
        {
            Failed(Logger(context), exception, context.Request.Method, Shown(context));
            context.Response.Clear();
            await ErrorResults.Of(Error.Unavailable(
                "cannot_save",
                $"The portal can't save anything at the moment, so nothing was changed. Its operators find the reason in the log ({context.TraceIdentifier}).",
                TimeSpan.FromMinutes(1))).ExecuteAsync(context);
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Failed(Logger(context), exception, context.Request.Method, Shown(context));
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (IsBare(context.Response))
        {
            await Bare(context).ExecuteAsync(context);
        }
    }

    /// <summary>For the log. The address of telemetry has a token in it.</summary>
    private static PathString Shown(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api/v1/ext/t", StringComparison.OrdinalIgnoreCase) ? "/api/v1/ext/t/…" : context.Request.Path;

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 } && string.IsNullOrEmpty(response.ContentType);

    private static IResult Bare(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return status switch
        {
            StatusCodes.Status401Unauthorized => ErrorResults.Of(ApiCaller.MissingToken),
            StatusCodes.Status404NotFound => ErrorResults.Of(Error.NotFound(
                "not_found", "There is nothing at this address. See the reference at /api/docs for all addresses.")),
            StatusCodes.Status405MethodNotAllowed => ErrorResults.Of(
                status,
                "method_not_allowed",
                $"{context.Request.Method} isn't allowed here. Allowed: {context.Response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => ApiBody.TooLarge(),
            StatusCodes.Status415UnsupportedMediaType => ErrorResults.Of(
                status, "unsupported_media_type", "Send the body as UTF-8 JSON with the header Content-Type: application/json."),
            >= 500 => ErrorResults.Of(
                status,
                "internal_error",
                $"Something went wrong on our side and was logged ({context.TraceIdentifier}). Try again in a moment."),
            _ => ErrorResults.Of(status, "bad_request", "The request could not be understood. Check its address, headers and body."),
        };
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiPipeline));

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} could not write, because the database was busy.")]
    private static partial void WasBusy(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
}

/// <summary>On a route that takes no API token and no session. It is answered before the portal asks who calls.</summary>
internal sealed class NeedsNoSignIn;
