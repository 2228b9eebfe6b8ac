using Microsoft.AspNetCore.Diagnostics;

namespace Kiket.Portal.Components.Errors;

/// <summary>What people see when there is no page, or when one breaks. Programs get the API's own answers.</summary>
public static class ErrorPages
{
    public static WebApplication UseErrorPages(this WebApplication app)
    {
        // The paths programs call answer in JSON or not at all, never with a page.
        app.UseWhen(
            context => !IsBelow(context, "/api") && !IsBelow(context, "/health"),
            pages =>
            {
                if (!app.Environment.IsDevelopment())
                {
                    pages.UseExceptionHandler("/error", createScopeForErrors: true);
                }

                pages.UseStatusCodePagesWithReExecute("/not-found", "?answered={0}", createScopeForStatusCodePages: true);
                pages.Use((context, next) =>
                {
                    // A form that was refused is not sent again to the page that says so: that would be refused in turn.
                    context.Request.Method = context.Features.Get<IStatusCodeReExecuteFeature>() is null ? context.Request.Method : HttpMethods.Get;
                    return next(context);
                });
            });
        return app;
    }

    private static bool IsBelow(HttpContext context, string path) =>
        context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);
}
