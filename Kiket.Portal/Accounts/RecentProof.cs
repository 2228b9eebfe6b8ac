using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>
/// When the person of a sign-in last proved who they are: by password, passkey or code. What changes credentials asks for
/// a proof of the last ten minutes, so that an open screen or a copied cookie is not enough to take an account.
/// </summary>
/// <remarks>
/// The time is a property of the sign-in's own encrypted ticket: it ends with that sign-in, belongs to nobody else, and
/// refreshing the cookie carries it along.
/// </remarks>
public sealed class RecentProof(SignInManager<PortalUser> signIn, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Where people confirm that it is them.</summary>
    public const string ConfirmPage = "/account/confirm";

    /// <summary>The authentication method of the demo's sign-in, whose people have nothing else to prove themselves with.</summary>
    public const string Demo = "demo";

    private const string ProofAt = "kiket:proof";
    private const string ElsewhereAt = "kiket:proof-elsewhere";

    /// <summary>The confirm page, which leads back to <paramref name="returnUrl"/>.</summary>
    /// <param name="refused">True when something was posted and not done: the page then says so.</param>
    public static string Address(string returnUrl, bool refused = false) =>
        $"{ConfirmPage}?returnUrl={Uri.EscapeDataString(LocalAddress.Of(returnUrl))}{(refused ? "&refused=true" : "")}";

    /// <summary>True when this sign-in carries a proof that is recent enough for this person as they are now.</summary>
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

    /// <summary>Writes down that the person just proved themselves; their sign-in goes on.</summary>
    public async Task GiveAsync(HttpContext context, PortalUser user)
    {
        var ticket = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        ticket.Properties?.Items[ProofAt] = Now(clock);
        // Writes the cookie again, with the same properties.
        await signIn.RefreshSignInAsync(user);
    }

    /// <summary>Whether another service is the only one that knows this person.</summary>
    public async Task<bool> HasNoOwnProofAsync(PortalUser user) =>
        !user.TwoFactorEnabled
        && !await signIn.UserManager.HasPasswordAsync(user)
        && (await signIn.UserManager.GetPasskeysAsync(user)).Count == 0;

    /// <summary>A fresh sign-in counts; one by another service only for people who have nothing else.</summary>
    internal static void Begin(CookieSigningInContext context)
    {
        var items = context.Properties.Items;
        if (!items.ContainsKey(ProofAt) && !items.ContainsKey(ElsewhereAt))
        {
            var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
            items[IsOwnProof(context.Principal) ? ProofAt : ElsewhereAt] = Now(clock);
        }
    }

    /// <summary>Identity names the other service in this claim; with a second factor, the code was ours.</summary>
    private static bool IsOwnProof(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(ClaimTypes.AuthenticationMethod) is null or Demo || principal.HasClaim("amr", "mfa");

    private bool IsRecent(AuthenticationProperties properties, string item) =>
        properties.Items.TryGetValue(item, out var text)
        && long.TryParse(text, CultureInfo.InvariantCulture, out var ticks)
        && clock.GetUtcNow().UtcTicks - ticks is >= 0 and var age
        && age < Lifetime.Ticks;

    private static string Now(TimeProvider clock) => clock.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
}
