using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A push from /demo goes through GitHub's webhook to the open listing, and its publisher sees how.</summary>
public sealed class PushReachesListing(Browser browser) : Journey
{
    [Fact]
    public async Task A_push_is_on_the_open_listing_and_in_the_deliveries_and_a_secret_is_rotated()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync("/marketplace/dev.acme.alerts");
        await visit.LiveAsync();
        await Expect(visit.Page.GetByText("Reviewed on ")).ToHaveCountAsync(0);

        var demo = await visit.Context.NewPageAsync();
        await demo.GotoAsync("/demo");
        await demo.GetByRole(AriaRole.Row, new() { Name = "https://github.com/acme/alerts" })
            .GetByRole(AriaRole.Button, new() { Name = "Text only" }).ClickAsync();
        await Expect(demo.Locator(".kp-alert-success")).ToContainTextAsync("acme/alerts is at ");

        // Without a reload: the listing was open all the time.
        await Expect(visit.Page.GetByText("Reviewed on ")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        await visit.OpenAsync("/orgs/acme/settings/extension-webhooks");
        await visit.LiveAsync();
        var push = visit.Page.GetByTestId("delivery").Filter(new() { HasText = "acme/alerts" }).First;
        await Expect(push).ToContainTextAsync("push");
        await Expect(push).ToContainTextAsync("refreshed");
        await visit.AssertLooksAsync("webhooks", visit.Page.Locator("main"), "webhooks");

        var panel = visit.Page.GetByTestId("webhook").Filter(new() { HasText = "acme/alerts" }).First;
        await panel.GetByRole(AriaRole.Button, new() { Name = "Rotate the secret" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate the secret" }).ClickAsync();
        await Expect(panel.GetByText("This is the new secret.")).ToBeVisibleAsync();
        await Expect(panel.GetByText("The previous secret is accepted until")).ToBeVisibleAsync();
        visit.AssertClean();
    }
}
