using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The wizard and what follows it while something is wrong: refused input, no connection, a conflict, a preview for a stranger.</summary>
public sealed class EveryStateForEverybody(Browser browser) : Journey
{
    [Fact]
    public async Task No_refusal_and_no_notice_has_a_barrier_and_each_fits_its_screen()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, Looks.Phone);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");

        await visit.Page.GetByLabel("Repository address").FillAsync("ftp://example.com/alerts");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read the repository" }).ClickAsync();
        await SeenAsync(visit, "repository-refused", visit.Page.Locator(".mud-input-error").First);
        await scenario.ReadRepositoryAsync("https://github.com/initrode/legacy-pager");
        await SeenAsync(visit, "checks-refused", visit.Page.Locator(".kp-alert-error, .kp-finding").First);
        await scenario.GoToStepAsync("Repository");
        await visit.Page.GetByLabel("Repository address").FillAsync(DemoSamples.ReadyUrl);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read this repository instead" }).ClickAsync();
        await visit.ArriveAsync("**step=checks");

        await scenario.GoToStepAsync("Listing");
        await visit.Page.GetByLabel("Summary").FillAsync(string.Join(' ', Enumerable.Repeat("alerts", 30)));
        await visit.Page.GetByLabel("Usage-based").First.CheckAsync();
        await SeenAsync(visit, "listing-refused", visit.Page.Locator(".mud-input-error").First);
        await scenario.GoToStepAsync("Permissions");
        await SeenAsync(visit, "permissions-refused", visit.Page.GetByText("Say in one sentence why issues:write is needed."));
        await scenario.GoToStepAsync("Support & compliance");
        await visit.Page.GetByLabel("Support e-mail").FillAsync("nobody");
        await visit.Page.GetByLabel("Support page").FocusAsync();
        await SeenAsync(visit, "support-refused", visit.Page.Locator(".mud-input-error").First);
        await visit.Context.SetOfflineAsync(true);
        await SeenAsync(visit, "offline", visit.Page.GetByText("Not connected. Your text is safe in this browser"));
        // The page says it once: the frame's own notice is about the connection alone.
        await Expect(visit.Page.GetByText("Your text is safe")).ToHaveCountAsync(1);
        await visit.Context.SetOfflineAsync(false);
        await Expect(visit.Page.GetByText("Not connected. Your text is safe in this browser")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await scenario.GoToStepAsync("Preview & submit");
        await SeenAsync(visit, "preview-refused", visit.Page.Locator(".kp-problems"));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create a private link" }).ClickAsync();
        var link = visit.Page.Locator("#private-link");
        await SeenAsync(visit, "private-link", link);
        await using var stranger = await browser.VisitAsync(portal, Looks.Phone);
        await stranger.OpenAsync(await link.InputValueAsync());
        await SeenAsync(stranger, "private-preview", stranger.Page.GetByRole(AriaRole.Heading, new() { Name = "Incident Bridge" }).First);
        stranger.AssertClean();
    }

    private static async Task SeenAsync(Visit visit, string what, ILocator sign)
    {
        await Expect(sign).ToBeVisibleAsync();
        await visit.AssertLooksAsync(what, visit.Page.Locator("main"), $"state-{what}");
    }
}
