using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// The sign-in's id in the cookie. It lies among the ticket's properties and not among its claims: Identity makes the
/// claims anew whenever the account changed, and hands the properties on.
/// </summary>
internal static class SessionCookie
{
    private const string Id = "kiket:session";

    public static Guid? IdOf(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(Id, out var text) == true && Guid.TryParse(text, out var id) ? id : null;

    public static void SetId(AuthenticationProperties properties, Guid id) => properties.Items[Id] = id.ToString();

    /// <summary>Whether the cookie still is worth something; asked of the database with every request that may act on it.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            // Styles and scripts are the same for everybody: a page loads a dozen, and none looks at who asks.
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
