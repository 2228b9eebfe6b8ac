using Kiket.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts.SignIn;

/// <summary>
/// Names and flags of all cookies. Whenever people use https, they have the <c>__Host-</c> prefix, which browsers only
/// accept over https and for this host.
/// </summary>
/// <remarks>
/// Development doesn't use it. Neither does a portal started with only a data directory, which is only reached over plain
/// http: if https were required there, every page with a form would fail and no one could sign in. A log message at
/// startup reports this (<see cref="WarnAboutPlainHttp"/>).
/// </remarks>
public static class PortalCookies
{
    /// <summary>
    /// Whether people use https: the public address has it, the portal listens on it, or a known proxy is in front.
    /// </summary>
    public static bool IsBehindHttps(IConfiguration configuration) =>
        Begins(configuration["Portal:PublicUrl"])
        || (configuration["urls"] ?? "").Split(';').Any(Begins)
        || !string.IsNullOrWhiteSpace(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any(endpoint => Begins(endpoint["Url"]))
        || configuration.GetSection("Proxies:Known").GetChildren().Any();

    private static bool Begins(string? address) => address?.Trim().StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    internal static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new CookieShape(
            !provider.GetRequiredService<IHostEnvironment>().IsDevelopment() && IsBehindHttps(configuration)));
        services.AddHostedService<WarnAboutPlainHttp>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).PostConfigure<CookieShape>((options, shape) =>
        {
            shape.Apply(options.Cookie, "kiket");
            options.LoginPath = "/account/login";
            options.LogoutPath = "/account/logout";
            options.AccessDeniedPath = "/account/access-denied";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = SignInSession.IdleLifetime;
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
            options.Events.OnRedirectToLogin = context => RedirectAsync(context, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => RedirectAsync(context, StatusCodes.Status403Forbidden);
        });
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).PostConfigure(options =>
        {
            var signingIn = options.Events.OnSigningIn;
            options.Events.OnSigningIn = async context =>
            {
                await signingIn(context);
                RecentProof.Begin(context);
            };
        });
        Rename(services, IdentityConstants.ExternalScheme, "kiket-external");
        Rename(services, IdentityConstants.TwoFactorUserIdScheme, "kiket-two-factor");
        Rename(services, IdentityConstants.TwoFactorRememberMeScheme, "kiket-known-device");
        services.AddOptions<AntiforgeryOptions>().Configure<CookieShape>((options, shape) =>
        {
            if (shape.IsHttpsOnly)
            {
                options.Cookie = new AlwaysSecureCookie { IsEssential = true };
            }

            shape.Apply(options.Cookie, "kiket-form");
            options.Cookie.SecurePolicy = shape.IsHttpsOnly ? CookieSecurePolicy.None : CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    private static void Rename(IServiceCollection services, string scheme, string name) =>
        services.AddOptions<CookieAuthenticationOptions>(scheme)
            .PostConfigure<CookieShape>((options, shape) => shape.Apply(options.Cookie, name));

    /// <summary>A program that calls the API needs a status, not a sign-in page.</summary>
    private static Task RedirectAsync(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}

/// <summary>The common properties of all cookies.</summary>
/// <param name="IsHttpsOnly">Sent only over https, and bound to this host by their name.</param>
public sealed record CookieShape(bool IsHttpsOnly)
{
    public void Apply(CookieBuilder cookie, string name)
    {
        cookie.Name = IsHttpsOnly ? "__Host-" + name : name;
        cookie.SecurePolicy = IsHttpsOnly ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.HttpOnly = true;
        cookie.Path = "/";
    }
}

/// <summary>
/// Antiforgery's own https requirement throws for requests that look like plain http, such as those through a proxy that
/// isn't in Proxies:Known. The flag alone is just as strict, and the form still opens.
/// </summary>
internal sealed class AlwaysSecureCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}

/// <summary>Warns at startup that sign-ins aren't encrypted, and says how to fix it.</summary>
internal sealed partial class WarnAboutPlainHttp(CookieShape shape, IHostEnvironment host, ILogger<WarnAboutPlainHttp> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!shape.IsHttpsOnly && !host.IsDevelopment())
        {
            LogPlainHttp(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "People sign in over plain http, which others on the network can read. Put https in front of the portal and set "
            + "Portal:PublicUrl to its address. Add the proxy to Proxies:Known.")]
    private static partial void LogPlainHttp(ILogger logger);
}
