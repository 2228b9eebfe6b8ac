using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// An organization lets an extension upgrade by itself: it waits for its cool-down, stays while it is pinned, and goes when nothing holds it any
/// more. Then an operator blocks the version that it came to, and the organization leaves it.
/// </summary>
public sealed class UpgradingByItself(Browser browser) : Journey
{
    private const string Extension = "dev.acme.alerts";
    private const string Danger = "It sends messages to strangers.";

    private readonly MovedClock _clock = new();

    [Fact]
    public async Task Minor_release_goes_in_after_its_cool_down_and_a_blocked_one_is_left()
    {
        await using var portal = await PortalServer.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));
        // 1.2.0, which is out too, asks for nothing more.
        var number = await SeededInstallation.AddAsync(portal, Extension, "1.1.0");
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("customer");
        await visit.OpenAsync($"/orgs/globex/extensions/installed/{number}");
        await visit.LiveAsync();

        await AllowMinorAsync(visit.Page);
        await WaitForCoolDownAsync(portal, visit);
        await StayPinnedAsync(portal, visit);
        await GoByItselfAsync(portal, visit);

        await using var operators = await browser.VisitAsync(portal);
        await BlockAsync(operators);
        await LeaveAsync(visit);
        await UnblockAsync(operators);
        visit.AssertClean();
        operators.AssertClean();
    }

    private static async Task AllowMinorAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Radio, new() { Name = "Fixes and features", Exact = false }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The policy is saved.")).ToBeVisibleAsync();
    }

    private async Task WaitForCoolDownAsync(PortalServer portal, Visit visit)
    {
        _clock.Advance(TimeSpan.FromDays(2));
        await DecideAsync(portal);
        await ReloadAsync(visit);
        await Expect(visit.Page.GetByTestId("offer")).ToContainTextAsync("Not before");
        await Expect(Running(visit.Page)).ToContainTextAsync("1.1.0");
    }

    private async Task StayPinnedAsync(PortalServer portal, Visit visit)
    {
        await ClickAsync(visit.Page, "Stay on 1.1.0");
        await Expect(visit.Page.GetByText("It stays on 1.1.0 until you upgrade it yourself.")).ToBeVisibleAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        await DecideAsync(portal);
        await ReloadAsync(visit);
        await Expect(Running(visit.Page)).ToContainTextAsync("1.1.0");
        await Expect(Operation(visit.Page, "Upgrade 1.1.0 → 1.2.0")).ToHaveCountAsync(0);
    }

    /// <summary>The page is open meanwhile and follows.</summary>
    private static async Task GoByItselfAsync(PortalServer portal, Visit visit)
    {
        await ClickAsync(visit.Page, "Unpin");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stay on 1.1.0" })).ToBeVisibleAsync();
        await DecideAsync(portal);
        await Expect(Operation(visit.Page, "Upgrade 1.1.0 → 1.2.0")).ToContainTextAsync("Done", new() { Timeout = 20_000 });
        await Expect(Running(visit.Page)).ToContainTextAsync("1.2.0");
    }

    private static async Task BlockAsync(Visit visit)
    {
        var page = visit.Page;
        await new BrowserScenario(visit).SignInAsync("operator");
        await visit.OpenAsync("/operations/listings?q=alerts");
        await visit.LiveAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Versions of Acme Alerts" }).ClickAsync();
        await ClickAsync(page, "Block 1.2.0");
        await Expect(page.GetByText("Who this affects:")).ToBeVisibleAsync();
        await page.GetByLabel("Reason").FillAsync(Danger);
        await visit.AssertLooksAsync("versions of a listing", page.Locator("main"), "operator-versions");
        await page.GetByRole(AriaRole.Form, new() { Name = "Block 1.2.0" }).GetByRole(AriaRole.Button, new() { Name = "Block 1.2.0" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Unblock 1.2.0" })).ToBeVisibleAsync();
    }

    private static async Task LeaveAsync(Visit visit)
    {
        await ReloadAsync(visit);
        var ways = visit.Page.GetByTestId("ways-out");
        await Expect(ways).ToContainTextAsync(Danger);
        await visit.AssertLooksAsync("a blocked installation", visit.Page.Locator("main"), "installed-blocked");
        await ways.GetByRole(AriaRole.Button, new() { Name = "Roll back to 1.1.0" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back to 1.1.0" }).ClickAsync();
        await Expect(Operation(visit.Page, "Roll back 1.2.0 → 1.1.0")).ToContainTextAsync("Done", new() { Timeout = 20_000 });
        await Expect(ways).ToHaveCountAsync(0);
    }

    private static async Task UnblockAsync(Visit visit)
    {
        await ClickAsync(visit.Page, "Unblock 1.2.0");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Block 1.2.0" })).ToBeVisibleAsync();
    }

    /// <summary>What the portal does each minute.</summary>
    private static Task DecideAsync(PortalServer portal) =>
        portal.Services.GetRequiredService<DecideUpgrades>().RunAsync(CancellationToken.None);

    private static async Task ReloadAsync(Visit visit)
    {
        await visit.OpenAsync(visit.Page.Url);
        await visit.LiveAsync();
    }

    private static ILocator Running(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "What runs" });

    private static ILocator Operation(IPage page, string name) => page.GetByRole(AriaRole.Row, new() { Name = name });

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
}
