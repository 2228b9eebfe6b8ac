namespace Kiket.Portal;

/// <summary>The headers every answer carries: nothing runs, loads or frames that is not ours.</summary>
public static class SecurityHeaders
{
    /// <summary>
    /// No hash and no nonce: the pages carry no inline script at all (no import map either, since modules are
    /// loaded by their own addresses), so one cached page serves everybody. Inline styles stay allowed for
    /// MudBlazor, which positions and themes with them.
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
    /// Comes first in the pipeline. The headers are added as the answer starts, so that an error page, which
    /// clears them, has them too; an endpoint that set a policy of its own (uploads, synced pictures) keeps it.
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
