using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody comes through another service's sign-in page, which lies on another site.</summary>
public sealed class SignInElsewhere(Browser browser) : Journey
{
    [Fact]
    public async Task Through_github_a_newcomer_gets_an_account_and_comes_back_to_it()
    {
        await using var gitHub = await StartGitHubAsync();
        var address = gitHub.Urls.First() + "/";
        await using var portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"), ("Accounts:GitHub:ClientId", "portal"), ("Accounts:GitHub:ClientSecret", "secret"),
            ("Accounts:GitHub:WebUrl", address), ("Accounts:GitHub:ApiUrl", address + "api/"));
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
        await using var gitHub = await StartGitHubAsync(isVerified: false);
        var address = gitHub.Urls.First() + "/";
        await using var portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"), ("Accounts:GitHub:ClientId", "portal"), ("Accounts:GitHub:ClientSecret", "secret"),
            ("Accounts:GitHub:WebUrl", address), ("Accounts:GitHub:ApiUrl", address + "api/"));
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

    /// <summary>GitHub's side of the sign-in: somebody who says yes at once and shows an address on the profile that is not theirs.</summary>
    private static async Task<WebApplication> StartGitHubAsync(bool isVerified = true)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/login/oauth/authorize", (HttpRequest request) =>
            Results.Redirect($"{request.Query["redirect_uri"]}?code=once&state={Uri.EscapeDataString(request.Query["state"].ToString())}"));
        app.MapPost("/login/oauth/access_token", () => Results.Json(new { access_token = "token", token_type = "bearer", scope = "user:email" }));
        app.MapGet("/api/user", () => Results.Json(new { id = 7, login = "octo", email = "victim@corp.test" }));
        app.MapGet("/api/user/emails", () => Results.Json(new object[]
        {
            new { email = "someone@else.test", primary = true, verified = false },
            new { email = "octo@acme.test", primary = false, verified = isVerified },
        }));
        await app.StartAsync();
        return app;
    }
}
