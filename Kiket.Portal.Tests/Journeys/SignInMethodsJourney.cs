using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody makes an account, adds a passkey and a second factor, and comes back by each of them.</summary>
public sealed class SignInMethodsJourney(Browser browser) : Journey
{
    private const string Mail = "ana@example.com";
    private const string Password = "lamp violet gravel";

    [Fact]
    public async Task A_passkey_signs_in_without_a_password()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        await using var visit = await VisitAsync(portal);
        await WithAuthenticatorAsync(visit);
        await RegisterAsync(visit);

        await visit.OpenAsync("/account/passkeys");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.GetByText("The passkey was added as Chrome on Linux.")).ToBeVisibleAsync();
        await SignOutAsync(visit);

        // The browser offers it by itself as soon as the page asks; the authenticator of the test says yes.
        await visit.OpenAsync("/account/login?returnUrl=/account/passkeys");
        await visit.ArriveAsync("**/account/passkeys");
        await Expect(visit.Page.GetByText("You have no passkey yet")).ToHaveCountAsync(0);
        Assert.Empty(visit.PolicyViolations);
    }

    [Fact]
    public async Task After_ten_minutes_a_passkey_confirms_that_it_is_still_you()
    {
        var clock = new MovedClock();
        await using var portal = await StartAsync(clock);
        await using var visit = await VisitAsync(portal);
        await WithAuthenticatorAsync(visit);
        await RegisterAsync(visit);
        await visit.OpenAsync("/account/passkeys");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.GetByText("The passkey was added")).ToBeVisibleAsync();
        await visit.OpenAsync("/account/passkeys");
        clock.Advance(RecentProof.Lifetime);

        // Posted from a page that was opened in time: nothing happens before the confirmation.
        await visit.Page.GetByLabel("Name").FillAsync("Work laptop");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();

        // The browser offers the passkey by itself, and the authenticator of the test says yes.
        await visit.ArriveAsync("**/account/passkeys");
        await Expect(visit.Page.GetByLabel("Name")).ToHaveValueAsync("Chrome on Linux");
        await visit.Page.GetByLabel("Name").FillAsync("Work laptop");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(visit.Page.GetByText("Renamed.")).ToBeVisibleAsync();
        Assert.Empty(visit.PolicyViolations);
    }

    [Fact]
    public async Task A_second_factor_asks_for_a_code_and_a_recovery_code_replaces_it_once()
    {
        // It stands: on a busy machine the code of the first step would be an old one by the next.
        var clock = new FakeClock();
        await using var portal = await StartAsync(clock);
        await using var visit = await VisitAsync(portal);
        await RegisterAsync(visit);
        await visit.OpenAsync("/account/two-factor");
        await Expect(visit.Page.GetByAltText("QR code with the key below")).ToBeVisibleAsync();
        var key = (await visit.Page.Locator("code.key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await visit.Page.GetByLabel("Code").FillAsync(Code(key, clock));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        var recovery = await visit.Page.Locator(".codes code").First.InnerTextAsync();

        await SignOutAsync(visit);
        await SignInAsync(visit);
        await visit.Page.GetByLabel("Six digits").FillAsync(Code(key, clock));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByText("This code has already been used. Wait for the next one.")).ToBeVisibleAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        await visit.Page.GetByLabel("Six digits").FillAsync(Code(key, clock));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("summary:has-text('Account of')")).ToBeVisibleAsync();

        await SignOutAsync(visit);
        await RecoverAsync(visit, recovery);
        await Expect(visit.Page.Locator("summary:has-text('Account of')")).ToBeVisibleAsync();

        await SignOutAsync(visit);
        await RecoverAsync(visit, recovery);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Empty(visit.PolicyViolations);
    }

    /// <summary>By name: passkeys belong to a host name, never to an address.</summary>
    private Task<Visit> VisitAsync(PortalServer portal) => browser.VisitAsync(new UriBuilder(portal.Address) { Host = "localhost" }.Uri);

    private static async Task WithAuthenticatorAsync(Visit visit)
    {
        var session = await visit.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private static async Task RegisterAsync(Visit visit)
    {
        await visit.OpenAsync("/account/register");
        await visit.Page.GetByLabel("Your name").FillAsync("Ana Diaz");
        await visit.Page.GetByLabel("E-mail address").FillAsync(Mail);
        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(visit.Page.Locator("summary:has-text('Account of Ana Diaz')")).ToBeVisibleAsync();
    }

    private static async Task SignOutAsync(Visit visit)
    {
        await visit.OpenAsync("/account");
        await visit.Page.Locator("summary:has-text('Account of')").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await Expect(visit.Page.Locator("summary:has-text('Account of')")).ToHaveCountAsync(0);
    }

    private static async Task SignInAsync(Visit visit)
    {
        await visit.OpenAsync("/account/login");
        await visit.Page.GetByLabel("E-mail address").FillAsync(Mail);
        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Six digits")).ToBeVisibleAsync();
    }

    private static async Task RecoverAsync(Visit visit, string code)
    {
        await SignInAsync(visit);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await visit.Page.GetByLabel("One of your recovery codes").FillAsync(code);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    private static Task<PortalServer> StartAsync(TimeProvider clock) =>
        PortalServer.StartAsync(services => services.Replace(ServiceDescriptor.Singleton(clock)), ("Demo:Enabled", "false"));

    /// <summary>What an authenticator app shows for a key now.</summary>
    private static string Code(string key, TimeProvider clock) => new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(clock.GetUtcNow().UtcDateTime);
}
