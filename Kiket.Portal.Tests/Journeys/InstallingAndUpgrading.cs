using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// An organization installs a sample of the demo, whose stand-in verifies each call, and goes through everything until it uninstalls it and the
/// publisher reads why.
/// </summary>
public sealed class InstallingAndUpgrading(Browser browser) : Journey
{
    private const string Extension = "dev.northwind.crm-sync";

    [Fact]
    public async Task From_install_with_setup_and_test_to_upgrade_with_consent_rollback_and_uninstall()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var page = visit.Page;
        await SignInAsync(visit, "customer");

        await visit.OpenAsync($"/marketplace/{Extension}");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Install for Globex" })).ToBeVisibleAsync();

        // An older version, so that there is something to upgrade to.
        await visit.OpenAsync($"/orgs/globex/extensions/install/{Extension}?version=2.4.0");
        await visit.LiveAsync();
        await Expect(page.GetByText("Why: Matches account managers with members.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Total $29 a month" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Kiket sends what it may see to crm.northwind-labs.test.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("install", page.Locator("main"), "install");
        await ClickAsync(page, "Agree and install 2.4.0");

        await visit.ArriveAsync("**/setup");
        await Expect(page.GetByLabel("Client secret")).ToBeVisibleAsync();
        await TestAsync(visit, "I can't sign in without CRM_CLIENT_SECRET.", isAllowed: false);
        await visit.OpenAsync(page.Url.Replace("/setup/3", "/setup/1", StringComparison.Ordinal));
        await visit.LiveAsync();
        await page.GetByLabel("Client secret").FillAsync("northwind-client-secret-9b21");
        await ClickAsync(page, "Save and continue");
        await visit.ArriveAsync("**/setup/2");
        await TestAsync(visit, "Found.", isAllowed: true);
        await Expect(page.GetByText("C-2026-0117")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("setup", page.Locator("main"), "setup");

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the installation" }).ClickAsync();
        await Expect(page.GetByText("••••••••9b21")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("offer").First).ToContainTextAsync("Needs your consent");
        await visit.AssertLooksAsync("installed", page.Locator("main"), "installed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview 3.0.1" }).ClickAsync();

        await Expect(page.GetByText("Now also asks to create, refresh and revoke connected accounts.")).ToBeVisibleAsync();
        await Expect(page.GetByText("the shared CRM account")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("upgrade", page.Locator("main"), "upgrade");
        await ClickAsync(page, "Agree and upgrade to 3.0.1");
        await Expect(Operation(page, "Upgrade 2.4.0 → 3.0.1")).ToContainTextAsync("Done", new() { Timeout = 20_000 });

        await ClickAsync(page, "Roll back to 2.4.0");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back to 2.4.0" }).ClickAsync();
        await Expect(Operation(page, "Roll back 3.0.1 → 2.4.0")).ToContainTextAsync("Done", new() { Timeout = 20_000 });
        await Expect(page.GetByText("Skipped: 3.0.1")).ToBeVisibleAsync();
        await SaveWindowAsync(page);
        await ClickAsync(page, "Offer 3.0.1 again");
        await Expect(page.GetByTestId("offer").First).ToContainTextAsync("Needs your consent");
        var installed = page.Url;
        await UpgradeAllAsync(visit);

        await visit.OpenAsync(installed);
        await visit.LiveAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Uninstall CRM Sync…" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Too expensive" }).CheckAsync();
        await page.GetByLabel("Anything to add? (optional)").FillAsync("Ten people are enough for us.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Uninstall CRM Sync", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Uninstalled", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await using var publisher = await browser.VisitAsync(portal);
        await SignInAsync(publisher, "northwind");
        await publisher.OpenAsync($"/orgs/northwind-labs/extensions/published/{Extension}");
        var left = publisher.Page.GetByRole(AriaRole.Table, new() { Name = "Why organizations left" });
        await Expect(left).ToContainTextAsync("Too expensive: Ten people are enough for us.");
        await Expect(left).ToContainTextAsync("Globex");
        visit.AssertClean();
    }

    /// <summary>In the zone of the browser.</summary>
    private static async Task SaveWindowAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Radio, new() { Name = "Fixes", Exact = false }).First.CheckAsync();
        await page.GetByLabel("Only at certain hours").CheckAsync();
        await Expect(page.GetByText("It opens next on").Or(page.GetByText("It is open now."))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The policy is saved.")).ToBeVisibleAsync();
    }

    /// <summary>The list of all upgrades: the difference is looked at and agreed to, then it runs while the page stays open.</summary>
    private static async Task UpgradeAllAsync(Visit visit)
    {
        var page = visit.Page;
        await visit.OpenAsync("/orgs/globex/extensions");
        await visit.LiveAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See all upgrades" }).ClickAsync();
        await ClickAsync(page, "Look at it");
        await Expect(page.GetByText("Now also asks to create, refresh and revoke connected accounts.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("upgrades", page.Locator("main"), "upgrades");
        await ClickAsync(page, "Agree to these changes");
        await ClickAsync(page, "Upgrade CRM Sync");
        await Expect(page.GetByText("1 done.")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    /// <summary>The third step calls the stand-in, which verifies signature and token before it says anything else.</summary>
    private static async Task TestAsync(Visit visit, string says, bool isAllowed)
    {
        var setup = visit.Page.Url[..(visit.Page.Url.IndexOf("/setup", StringComparison.Ordinal) + "/setup".Length)];
        await visit.OpenAsync($"{setup}/3");
        await visit.LiveAsync();
        await ClickAsync(visit.Page, "Run the test");
        var outcome = visit.Page.GetByTestId("test-outcome");
        await Expect(outcome).ToContainTextAsync(isAllowed ? "It works." : "The extension says no.", new() { Timeout = 20_000 });
        await Expect(outcome).ToContainTextAsync(says);
    }

    private static ILocator Operation(IPage page, string name) => page.GetByRole(AriaRole.Row, new() { Name = name });

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    private static async Task SignInAsync(Visit visit, string person)
    {
        await visit.OpenAsync("/account/login");
        await visit.Page.Locator($"form[action$='/account/demo-sign-in/{person}'] button").ClickAsync();
        await visit.Page.WaitForLoadStateAsync();
    }
}
