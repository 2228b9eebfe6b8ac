using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// The sign-in's id in the cookie. It is one of the ticket's properties and not a claim, because Identity creates the claims
/// again whenever the account changes, but keeps the properties.
/// </summary>
internal static class SessionCookie
{
    private const string Id = "kiket:session";

    public static Guid? IdOf(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(Id, out var text) == true && Guid.TryParse(text, out var id) ? id : null;

    public static void SetId(AuthenticationProperties properties, Guid id) => properties.Items[Id] = id.ToString();

    /// <summary>Whether the cookie is still valid. Every request that may act on it checks the database.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            // Styles and scripts are the same for everyone. A page loads a dozen, and none depends on the person.
            return;
        }

        var services = context.HttpContext.RequestServices;
        var id = IdOf(context.Properties);
        var live = id is null ? null : await services.GetRequiredService<SessionQueries>().FindLiveAsync(id.Value, context.HttpContext.RequestAborted);
        if (live is null || live.UserId.ToString() != context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier))
        {
            context.RejectPrincipal();
            return;
        }

        services.GetRequiredService<SessionUses>().Note(live);
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal?.Identity is ClaimsIdentity { IsAuthenticated: true } identity && identity.FindFirst(PersonClaims.SessionId) is null)
        {
            identity.AddClaim(new Claim(PersonClaims.SessionId, live.Id.ToString()));
        }
    }
}
