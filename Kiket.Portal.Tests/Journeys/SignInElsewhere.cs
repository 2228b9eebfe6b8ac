using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody comes through another service's sign-in page, which lies on another site.</summary>
public sealed class SignInElsewhere(Browser browser) : Journey
{
    [Fact]
    public async Task Through_github_a_newcomer_gets_an_account_and_comes_back_to_it()
    {
        await using var gitHub = await GitHubSignInServer.StartAsync();
        await using var portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. gitHub.Settings]);
        await using var visit = await browser.VisitAsync(portal);

        await ContinueAsync(visit, "Continue with GitHub");
        await Expect(visit.Page.GetByLabel("Your name")).ToHaveValueAsync("octo");
        await Expect(visit.Page.GetByText("Your e-mail address is octo@acme.test")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(visit.Page.Locator("summary:has-text('Account of octo')")).ToBeVisibleAsync();

        await visit.Context.ClearCookiesAsync();
        await ContinueAsync(visit, "Continue with GitHub");
        await Expect(visit.Page.Locator("summary:has-text('Account of octo')")).ToBeVisibleAsync();
        Assert.Empty(visit.PolicyViolations);
    }

    [Fact]
    public async Task An_address_that_github_did_not_verify_makes_no_account()
    {
        await using var gitHub = await GitHubSignInServer.StartAsync(isVerified: false);
        await using var portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. gitHub.Settings]);
        await using var visit = await browser.VisitAsync(portal);

        await ContinueAsync(visit, "Continue with GitHub");

        await Expect(visit.Page.GetByText("hasn't confirmed an e-mail address for you")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_leads_back_with_a_word()
    {
        await using var portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"), ("Accounts:OpenIdConnect:ClientId", "portal"),
            ("Accounts:OpenIdConnect:Authority", "https://127.0.0.1:9/"), ("Accounts:OpenIdConnect:DisplayName", "Acme sign-on"));
        await using var visit = await browser.VisitAsync(portal);

        await ContinueAsync(visit, "Continue with Acme sign-on");

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("didn't sign you in");
    }

    private static async Task ContinueAsync(Visit visit, string button)
    {
        await visit.OpenAsync("/account/login");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }
}
