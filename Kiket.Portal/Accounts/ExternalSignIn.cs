using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>Adds only the configured providers.</summary>
public static class ExternalSignIn
{
    public const string GitHubScheme = "GitHub";
    public const string OpenIdConnectScheme = "OpenIdConnect";

    /// <summary>The address that the provider has verified. Its plain e-mail claim may be any text.</summary>
    public const string VerifiedEmail = "kiket:verified-email";

    internal static void AddConfigured(AuthenticationBuilder authentication, AccountsOptions options)
    {
        if (options.GitHub.IsConfigured)
        {
            authentication.AddOAuth(GitHubScheme, "GitHub", github => Configure(github, options.GitHub));
        }

        if (options.OpenIdConnect.IsConfigured)
        {
            authentication.AddOpenIdConnect(OpenIdConnectScheme, options.OpenIdConnect.DisplayName, oidc =>
            {
                oidc.SignInScheme = IdentityConstants.ExternalScheme;
                oidc.Authority = options.OpenIdConnect.Authority;
                oidc.ClientId = options.OpenIdConnect.ClientId;
                oidc.ClientSecret = options.OpenIdConnect.ClientSecret;
                oidc.ResponseType = "code";
                // By query and not by a form post from the provider's page, which wouldn't send the cookies.
                oidc.ResponseMode = "query";
                oidc.NonceCookie.SameSite = SameSiteMode.Lax;
                oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                Shape(oidc.CorrelationCookie);
                oidc.UsePkce = true;
                oidc.Scope.Add("email");
                oidc.CallbackPath = "/account/signin-oidc";
                oidc.Events.OnTokenValidated = context => NoteVerifiedAsync(context.Principal, options.OpenIdConnect);
                oidc.Events.OnRemoteFailure = Failed;
            });
        }
    }

    private static void Configure(OAuthOptions github, GitHubSignIn settings)
    {
        github.SignInScheme = IdentityConstants.ExternalScheme;
        github.ClientId = settings.ClientId;
        github.ClientSecret = settings.ClientSecret;
        github.AuthorizationEndpoint = new Uri(settings.WebUrl, "login/oauth/authorize").AbsoluteUri;
        github.TokenEndpoint = new Uri(settings.WebUrl, "login/oauth/access_token").AbsoluteUri;
        github.UserInformationEndpoint = new Uri(settings.ApiUrl, "user").AbsoluteUri;
        Shape(github.CorrelationCookie);
        github.CallbackPath = "/account/signin-github";
        github.UsePkce = true;
        github.Scope.Add("user:email");
        github.ClaimActions.MapJsonKey(ClaimTypes.NameIdentifier, "id");
        github.ClaimActions.MapJsonKey(ClaimTypes.Name, "login");
        github.Events.OnCreatingTicket = ReadGitHubUserAsync;
        github.Events.OnRemoteFailure = Failed;
    }

    /// <summary>The address of a person at an OpenID Connect provider, if the provider or the operator confirms it.</summary>
    public static string? VerifiedAddress(ClaimsPrincipal person, OpenIdConnectSignIn settings) =>
        settings.ConfirmsAddresses || string.Equals(person.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase)
            ? person.FindFirstValue(ClaimTypes.Email) ?? person.FindFirstValue("email")
            : null;

    private static Task NoteVerifiedAsync(ClaimsPrincipal? person, OpenIdConnectSignIn settings)
    {
        if (person is { Identity: ClaimsIdentity identity } && VerifiedAddress(person, settings) is { Length: > 0 } email)
        {
            identity.AddClaim(new Claim(VerifiedEmail, email));
        }

        return Task.CompletedTask;
    }

    /// <summary>Sent when the provider leads back by a link, even when the portal is reached over plain http.</summary>
    private static void Shape(CookieBuilder cookie)
    {
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static async Task ReadGitHubUserAsync(OAuthCreatingTicketContext context)
    {
        using var user = await AskAsync(context, "")
            ?? throw new HttpRequestException("GitHub did not say who signed in.");
        context.RunClaimActions(user.RootElement);
        // The profile's address isn't used, because a GitHub Enterprise Server may show an unverified one. People who already
        // have an account here can sign in even when the portal can't read the list.
        using var addresses = await AskAsync(context, "/emails");
        var primary = addresses?.RootElement.EnumerateArray()
            .Where(address => address.GetProperty("verified").GetBoolean())
            .OrderByDescending(address => address.GetProperty("primary").GetBoolean())
            .Select(address => address.GetProperty("email").GetString())
            .FirstOrDefault();
        if (primary is not null)
        {
            context.Identity?.AddClaim(new Claim(VerifiedEmail, primary));
        }
    }

    private static async Task<JsonDocument?> AskAsync(OAuthCreatingTicketContext context, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.ParseAdd("kiket-portal");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(await response.Content.ReadAsStringAsync(context.HttpContext.RequestAborted))
            : null;
    }

    /// <summary>When the provider refuses or the correlation is too old, people return to the sign-in page, which says so.</summary>
    private static Task Failed(RemoteFailureContext context)
    {
        context.Response.Redirect("/account/login?problem=external");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
