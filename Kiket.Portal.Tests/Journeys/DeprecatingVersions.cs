using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A publisher ends a version, and another organization learns of it in the app and by mail, upgrades, and is seen to have acted.</summary>
public sealed class DeprecatingVersions(Browser browser) : Journey
{
    private const string Extension = "dev.northwind.crm-sync";
    private const string Published = $"/orgs/northwind-labs/extensions/published/{Extension}";

    [Fact]
    public async Task From_the_planner_to_the_notice_the_upgrade_and_back_to_the_publisher()
    {
        await using var mail = MailSink.Start();
        await using var portal = await PortalServer.StartAsync(mail.Settings);
        await using var customer = await browser.VisitAsync(portal);
        await new BrowserScenario(customer).SignInAsync("customer");
        await InstallAsync(customer);

        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("northwind");
        await AnnounceAsync(publisher);

        // In the app, without loading anything again, and by mail.
        var notice = customer.Page.GetByRole(AriaRole.Link, new() { Name = "CRM Sync 2.4.0, which you run, is deprecated" });
        await customer.OpenAsync("/account/notifications");
        await customer.LiveAsync();
        await Expect(notice).ToBeVisibleAsync(new() { Timeout = 20_000 });
        var bell = customer.Page.Locator("details.bell summary");
        await Expect(bell).Not.ToContainTextAsync("none unread");
        await customer.AssertLooksAsync("notifications and preferences", customer.Page.Locator("main"), "notifications");
        await bell.ClickAsync();
        await customer.AssertLooksAsync("the open bell", customer.Page.Locator("details.bell"), "bell");
        await bell.ClickAsync();
        var sent = await mail.ReceiveAsync("customer@globex.example", "CRM Sync 2.4.0, which you run, is deprecated");
        Assert.Contains("The old account model ends.", sent.TextBody, StringComparison.Ordinal);
        Assert.Contains("Upgrade to 3.0.1.", sent.TextBody, StringComparison.Ordinal);

        await notice.ClickAsync();
        await customer.ArriveAsync("**/extensions/installed/*");
        await Expect(customer.Page.GetByTestId("ending")).ToContainTextAsync("The old account model ends.");
        await Expect(bell).ToContainTextAsync("none unread");
        await customer.AssertLooksAsync("an installation that ends", customer.Page.Locator("main"), "installed-deprecated");
        await customer.Page.GetByRole(AriaRole.Link, new() { Name = "Look at the upgrade to 3.0.1" }).ClickAsync();
        await customer.ArriveAsync("**/upgrade/3.0.1");
        await ClickAsync(customer, "Agree and upgrade to 3.0.1");
        await Expect(customer.Page.GetByRole(AriaRole.Row, new() { Name = "Upgrade 2.4.0 → 3.0.1" })).ToContainTextAsync("Done", new() { Timeout = 20_000 });
        await Expect(customer.Page.GetByTestId("ending")).ToHaveCountAsync(0);

        await publisher.OpenAsync(Published);
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByRole(AriaRole.Table, new() { Name = "Who was notified of <3.0.0" })).ToContainTextAsync("Upgraded to 3.0.1");
        await Expect(publisher.Page.GetByText("1 of 1 installation acted")).ToBeVisibleAsync();
        await publisher.OpenAsync("/orgs/northwind-labs/settings/audit?kind=release");
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByRole(AriaRole.Table, new() { Name = "Audit log" })).ToContainTextAsync("Release deprecated");
        await publisher.AssertLooksAsync("the audit log", publisher.Page.Locator("main"), "audit");
        publisher.AssertClean();
        customer.AssertClean();
    }

    private static async Task InstallAsync(Visit visit)
    {
        await visit.OpenAsync($"/orgs/globex/extensions/install/{Extension}?version=2.4.0");
        await visit.LiveAsync();
        await ClickAsync(visit, "Agree and install 2.4.0");
        await visit.ArriveAsync("**/setup");
    }

    private static async Task AnnounceAsync(Visit visit)
    {
        var page = visit.Page;
        await visit.OpenAsync(Published);
        await visit.LiveAsync();
        await ClickAsync(visit, "Deprecate versions…");
        await page.GetByLabel("Version or range").FillAsync("<3.0.0");
        await Expect(page.GetByTestId("affected")).ToContainTextAsync("1 installation of 1 organization runs these versions now.", new() { Timeout = 20_000 });
        await page.GetByLabel("Why?").FillAsync("The old account model ends.");
        await page.GetByText("From a sunset on, nobody can install them").ClickAsync();
        await page.GetByLabel("Day").FillAsync(DateTime.UtcNow.AddDays(60).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await Expect(page.GetByTestId("sunset")).ToContainTextAsync("UTC");
        await Expect(page.GetByText("CRM Sync 2.4.0, which you run, is deprecated")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("the planner", page.Locator("main"), "deprecation-planner");
        await ClickAsync(visit, "Announce");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Announce it" }).ClickAsync();
        await Expect(page.GetByText("<3.0.0 is deprecated. Everyone who runs it is notified.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("the announced deprecation", page.Locator("main"), "deprecation-announced");
    }

    private static Task ClickAsync(Visit visit, string button) =>
        visit.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
