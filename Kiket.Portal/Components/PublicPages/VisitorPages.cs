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
/// Responds to a visitor's request for a page. The first time, Blazor's own endpoint renders the whole document, and its
/// frame is cached; after that only the page itself is rendered. Same components, same bytes, half the time: there is no
/// sign-in to check, no state to pass on and no layout to render. Runs after routing, which finds the page.
/// </summary>
internal sealed class VisitorPages(RequestDelegate next, VisitorFrames frames, ILoggerFactory logging)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // This body is the buffer of PublicPageBody, which completes the page.
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
                // Blazor responds with 200, which would cache the error for other visitors too.
                PageStatus.Set(context, StatusCodes.Status500InternalServerError);
            }
        }
    }

    /// <summary>The component of the address, if it uses the default layout.</summary>
    private static Type? Page(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type
            is { } page && page.GetCustomAttribute<LayoutAttribute>() is null
            ? page : null;

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
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(VisitorDocument.Frame)] = frame,
                [nameof(VisitorDocument.Context)] = context,
                [nameof(VisitorDocument.Page)] = page,
            });
            var document = await renderer.RenderComponentAsync<VisitorDocument>(parameters);
            context.Response.ContentType = "text/html; charset=utf-8";
            using var writer = new Utf8Writer(body);
            document.WriteHtmlTo(writer);
        });
    }
}
