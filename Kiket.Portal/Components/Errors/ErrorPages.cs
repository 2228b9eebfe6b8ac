using Microsoft.AspNetCore.Diagnostics;

namespace Kiket.Portal.Components.Errors;

/// <summary>The pages people see when a page does not exist or fails. Programs get the API's own responses.</summary>
public static class ErrorPages
{
    public static WebApplication UseErrorPages(this WebApplication app)
    {
        // Paths for programs respond with JSON or an empty body, never with a page.
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
                    // A refused form must not be posted again to the error page, because that would be refused too.
                    context.Request.Method = context.Features.Get<IStatusCodeReExecuteFeature>() is null ? context.Request.Method : HttpMethods.Get;
                    return next(context);
                });
            });
        return app;
    }

    private static bool IsBelow(HttpContext context, string path) =>
        context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);
}
