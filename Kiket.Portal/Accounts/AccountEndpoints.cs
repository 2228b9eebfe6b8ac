using System.Text.Encodings.Web;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Kiket.Portal.Accounts;

/// <summary>The endpoints that account pages post to, other than themselves. Every form has an antiforgery token.</summary>
public static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        var account = endpoints.MapGroup("/account").ExcludeFromDescription();
        account.MapForm("/logout", SignOutAsync);
        // Not at /external itself, because the page there, which people return to, posts its own form to its own address.
        account.MapForm("/external/start", SignInElsewhere);
        account.MapForm("/external/link", LinkElsewhereAsync).RequireAuthorization()
            .WithMetadata(new NeedsRecentProofAttribute { BackTo = "/account/external-logins" });
        account.MapPost("/passkey/creation-options", PasskeyCreationAsync).RequireAuthorization()
            .WithMetadata(new NeedsRecentProofAttribute { IsForScripts = true });
        account.MapPost("/passkey/request-options", PasskeyRequestAsync);
        account.MapForm("/demo-sign-in/{key}", DemoSignInAsync);
    }

    private static async Task<IResult> SignOutAsync(SignInManager<PortalUser> signIn, [FromForm] string? returnUrl)
    {
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect(LocalAddress.Of(returnUrl));
    }

    private static async Task<IResult> SignInElsewhere(
        HttpContext context, SignInManager<PortalUser> signIn, [FromForm] string provider, [FromForm] string? returnUrl)
    {
        if (!await IsExternalAsync(signIn, provider))
        {
            return TypedResults.LocalRedirect("/account/login?problem=external");
        }

        var back = UriHelper.BuildRelative("", "/account/external", QueryString.Create("returnUrl", LocalAddress.Of(returnUrl)));
        return await LeaveAsync(context, provider, signIn.ConfigureExternalAuthenticationProperties(provider, back));
    }

    /// <summary>Goes to the provider, or back to the sign-in page when the provider can't be reached (OpenID Connect contacts it first).</summary>
    private static async Task<IResult> LeaveAsync(HttpContext context, string provider, AuthenticationProperties properties)
    {
        try
        {
            await context.ChallengeAsync(provider, properties);
            return Onward(context.Response);
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException && !context.Response.HasStarted)
        {
            SignInLog.ProviderUnreachable(context.RequestServices.GetRequiredService<ILogger<PortalUser>>(), provider, exception);
            return TypedResults.LocalRedirect("/account/login?problem=external");
        }
    }

    /// <summary>
    /// A page that continues by itself instead of a redirect: form-action 'self' doesn't allow a form to end on another site,
    /// and browsers apply that to its redirects too.
    /// </summary>
    private static IResult Onward(HttpResponse response)
    {
        var address = HtmlEncoder.Default.Encode(response.Headers.Location.ToString());
        response.Headers.Location = default;
        return TypedResults.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta http-equiv="refresh" content="0; url={address}"><title>Signing in · Kiket Marketplace</title></head>
            <body><p><a href="{address}" rel="noreferrer">Continue to sign in</a></p></body></html>
            """,
            "text/html; charset=utf-8",
            statusCode: StatusCodes.Status200OK);
    }

    private static async Task<IResult> LinkElsewhereAsync(
        HttpContext context, SignInManager<PortalUser> signIn, ConfirmedPeople confirmed, [FromForm] string provider)
    {
        if (await signIn.UserManager.GetUserAsync(context.User) is not { } person || confirmed.IsMissing(person))
        {
            return TypedResults.LocalRedirect("/account/confirm-address");
        }

        if (!await IsExternalAsync(signIn, provider))
        {
            return TypedResults.LocalRedirect("/account/external-logins");
        }

        // A leftover of an earlier, abandoned attempt must not be linked.
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        var properties = signIn.ConfigureExternalAuthenticationProperties(provider, "/account/external-logins?linked=true", person.Id.ToString());
        return await LeaveAsync(context, provider, properties);
    }

    private static async Task<IResult> PasskeyCreationAsync(HttpContext context, SignInManager<PortalUser> signIn, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var user = await signIn.UserManager.GetUserAsync(context.User);
        if (user is null)
        {
            return TypedResults.Unauthorized();
        }

        var json = await signIn.MakePasskeyCreationOptionsAsync(
            new() { Id = user.Id.ToString(), Name = user.UserName!, DisplayName = user.DisplayName });
        return TypedResults.Content(json, "application/json");
    }

    private static async Task<IResult> PasskeyRequestAsync(HttpContext context, SignInManager<PortalUser> signIn, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        // Without a user, because listing the credentials of an address would show strangers who has an account.
        return TypedResults.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
    }

    /// <summary>The form parameter requires the antiforgery token. Without the demo this endpoint doesn't exist.</summary>
    private static async Task<IResult> DemoSignInAsync(
        string key,
        [FromForm] string? returnUrl,
        SignInManager<PortalUser> signIn,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        if (services.GetService<IDemoSignIn>() is not { } demo
            || !(await demo.FindAsync(key, cancellationToken)).TryGet(out var id, out _)
            || await signIn.UserManager.FindByIdAsync(id.ToString()) is not { } user)
        {
            return TypedResults.NotFound();
        }

        if (user.LockedAt is not null)
        {
            return TypedResults.LocalRedirect(services.GetRequiredService<LockedNotice>().AddressFor(user.Id));
        }

        await signIn.SignInAsync(user, isPersistent: false, RecentProof.Demo);
        return TypedResults.LocalRedirect(LocalAddress.Of(returnUrl));
    }

    private static async Task<bool> IsExternalAsync(SignInManager<PortalUser> signIn, string provider) =>
        (await signIn.GetExternalAuthenticationSchemesAsync()).Any(scheme => scheme.Name == provider);
}
