namespace Kiket.Portal;

/// <summary>The headers of every response: only the portal's own resources may run, load or frame it.</summary>
public static class SecurityHeaders
{
    /// <summary>
    /// No hash and no nonce: the pages have no inline script at all (and no import map, since modules are loaded by their
    /// own addresses), so one cached page serves everyone. Inline styles are allowed because MudBlazor uses them for
    /// positions and themes.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Security-Policy"] = ContentSecurityPolicy,
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
        ["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
    };

    /// <summary>A year, subdomains included; only sent over HTTPS and outside Development.</summary>
    public static IServiceCollection AddSecurityHeaders(this IServiceCollection services) => services.AddHsts(options =>
    {
        options.MaxAge = TimeSpan.FromDays(365);
        options.IncludeSubDomains = true;
    });

    /// <summary>
    /// Comes first in the pipeline. The headers are added when the response starts, so that an error page, which clears
    /// them, has them too. An endpoint that sets its own policy (uploads, synced pictures) keeps it.
    /// </summary>
    public static WebApplication UseSecurityHeaders(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.Use((context, next) =>
        {
            context.Response.OnStarting(static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                foreach (var (name, value) in Headers)
                {
                    headers.TryAdd(name, value);
                }

                return Task.CompletedTask;
            }, context);
            return next(context);
        });
        return app;
    }
}
