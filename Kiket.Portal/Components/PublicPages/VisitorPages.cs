using System.Reflection;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.IO;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// Answers a visitor's request for a page. The first time the whole document is drawn by Blazor's own endpoint, and its
/// frame is kept; from then on only the page in it. Same components, same bytes, half the time: there is no sign-in to
/// look at, no state to hand on, no layout to draw. Comes after routing, which finds the page.
/// </summary>
internal sealed class VisitorPages(RequestDelegate next, VisitorFrames frames, ILoggerFactory logging)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Such a body is the buffer of PublicPageBody, which finishes the page on its way out.
        if (context.Response.Body is not RecyclableMemoryStream body || Page(context) is not { } page)
        {
            await next(context);
        }
        else if (frames.Find(context.Request.Path) is { } frame)
        {
            await DrawAsync(context, page, frame, body);
        }
        else
        {
            await next(context);
            if (body.Length > 0 && !frames.Store(context.Request.Path, body.GetBuffer().AsSpan(0, (int)body.Length)))
            {
                // Blazor answers 200, which would keep the fault for the next visitors as well.
                PageStatus.Set(context, StatusCodes.Status500InternalServerError);
            }
        }
    }

    /// <summary>The component behind the address, if it stands in the usual layout.</summary>
    private static Type? Page(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type is { } page && page.GetCustomAttribute<LayoutAttribute>() is null ? page : null;

    private async Task DrawAsync(HttpContext context, Type page, VisitorFrame frame, Stream body)
    {
        var (request, services) = (context.Request, context.RequestServices);
        var root = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase);
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(
            root.EndsWith('/') ? root : root + "/",
            UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, request.QueryString));
        await using var renderer = new HtmlRenderer(services, logging);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var document = await renderer.RenderComponentAsync<VisitorDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(VisitorDocument.Frame)] = frame,
                [nameof(VisitorDocument.Context)] = context,
                [nameof(VisitorDocument.Page)] = page,
            }));
            context.Response.ContentType = "text/html; charset=utf-8";
            using var writer = new Utf8Writer(body);
            document.WriteHtmlTo(writer);
        });
    }
}
