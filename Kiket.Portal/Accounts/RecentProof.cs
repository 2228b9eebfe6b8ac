using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>
/// When the person of a sign-in last confirmed their identity: by password, passkey or code. Changing credentials requires
/// this within the last ten minutes, so that an open page or a copied cookie isn't enough to take over an account.
/// </summary>
/// <remarks>
/// The time is a property of the sign-in's own encrypted ticket: it ends with that sign-in, can't be used by others, and
/// stays when the cookie is refreshed.
/// </remarks>
public sealed class RecentProof(SignInManager<PortalUser> signIn, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Where people confirm their identity.</summary>
    public const string ConfirmPage = "/account/confirm";

    /// <summary>The authentication method of the demo's sign-in, whose people have no other way to confirm their identity.</summary>
    public const string Demo = "demo";

    private const string ProofAt = "kiket:proof";
    private const string ElsewhereAt = "kiket:proof-elsewhere";

    /// <summary>The confirm page, which returns to <paramref name="returnUrl"/>.</summary>
    /// <param name="refused">True when a post wasn't done, so that the page says so.</param>
    public static string Address(string returnUrl, bool refused = false) =>
        $"{ConfirmPage}?returnUrl={Uri.EscapeDataString(LocalAddress.Of(returnUrl))}{(refused ? "&refused=true" : "")}";

    /// <summary>True when this sign-in's proof is recent enough and the account hasn't changed since.</summary>
    public async Task<bool> IsGivenAsync(HttpContext context, PortalUser user)
    {
        var ticket = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (ticket is not { Succeeded: true, Properties: { } properties }
            || !string.Equals(signIn.UserManager.GetUserId(ticket.Principal), user.Id.ToString(), StringComparison.OrdinalIgnoreCase)
            || ticket.Principal.FindFirstValue(signIn.Options.ClaimsIdentity.SecurityStampClaimType) != user.SecurityStamp)
        {
            return false;
        }

        return IsRecent(properties, ProofAt) || (IsRecent(properties, ElsewhereAt) && await HasNoOwnProofAsync(user));
    }

    /// <summary>Records that the person has just confirmed their identity. Their sign-in continues.</summary>
    public async Task GiveAsync(HttpContext context, PortalUser user)
    {
        var ticket = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        ticket.Properties?.Items[ProofAt] = Now(clock);
        // Writes the cookie again, with the same properties.
        await signIn.RefreshSignInAsync(user);
    }

    /// <summary>Whether the person can only sign in with another service.</summary>
    public async Task<bool> HasNoOwnProofAsync(PortalUser user) =>
        !user.TwoFactorEnabled
        && !await signIn.UserManager.HasPasswordAsync(user)
        && (await signIn.UserManager.GetPasskeysAsync(user)).Count == 0;

    /// <summary>A new sign-in counts as proof. One with another service only counts for people who have no other method.</summary>
    internal static void Begin(CookieSigningInContext context)
    {
        var items = context.Properties.Items;
        if (!items.ContainsKey(ProofAt) && !items.ContainsKey(ElsewhereAt))
        {
            var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
            items[IsOwnProof(context.Principal) ? ProofAt : ElsewhereAt] = Now(clock);
        }
    }

    /// <summary>Identity puts the other service in this claim. With a second factor, the portal checked the code.</summary>
    private static bool IsOwnProof(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(ClaimTypes.AuthenticationMethod) is null or Demo || principal.HasClaim("amr", "mfa");

    private bool IsRecent(AuthenticationProperties properties, string item) =>
        properties.Items.TryGetValue(item, out var text)
        && long.TryParse(text, CultureInfo.InvariantCulture, out var ticks)
        && clock.GetUtcNow().UtcTicks - ticks is >= 0 and var age
        && age < Lifetime.Ticks;

    private static string Now(TimeProvider clock) => clock.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
}
