using Deque.AxeCore.Playwright;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The wizard by keyboard, on a phone, and as assistive technology reads it.</summary>
public sealed class EveryStepForEverybody(Browser browser) : Journey
{
    private static readonly string[] Steps = ["Repository", "Version & checks", "Listing", "Permissions", "Support & compliance", "Preview & submit"];

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task No_step_has_a_barrier_and_each_fits_its_screen(int width, ColorScheme scheme)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await visit.OpenAsync("/orgs/acme/extensions/submit");
        await visit.ArriveAsync("**/extensions/submit/*");
        await AssertAccessibleAsync(visit, "empty");
        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);

        foreach (var step in Steps)
        {
            await scenario.GoToStepAsync(step);
            await Expect(visit.Page.Locator("#step-title")).ToHaveTextAsync(step);
            await AssertAccessibleAsync(visit, step);
        }

        await visit.OpenAsync("/orgs/acme/extensions/submissions");
        await visit.LiveAsync();
        await AssertAccessibleAsync(visit, "submissions");
    }

    [Fact]
    public async Task Moving_to_a_step_moves_the_focus_to_its_heading_and_a_problem_leads_into_its_field()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");
        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);

        var next = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Continue to listing" });
        await next.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#step-title")).ToBeFocusedAsync();

        await scenario.GoToStepAsync("Preview & submit");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Say in one sentence why" }).First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Why " }).First).ToBeFocusedAsync();
        await scenario.GoToStepAsync("Preview & submit");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Give a support e-mail" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Support e-mail")).ToBeFocusedAsync();
        visit.AssertClean();
    }

    private static async Task AssertAccessibleAsync(Visit visit, string what)
    {
        // The wizard itself; the bar and the foot around it are every page's.
        var found = await visit.Page.Locator("main").RunAxe();
        Assert.True(found.Violations.Length == 0, $"{what}: {string.Join("; ", found.Violations.Select(violation => $"{violation.Id} at {string.Join(", ", violation.Nodes.Take(3).Select(node => node.Html))}"))}");
        Assert.False(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{what} is wider than the screen.");
    }
}
