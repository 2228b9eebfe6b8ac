using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The wizard by keyboard, on a phone, and as assistive technology reads it.</summary>
public sealed class EveryStepForEverybody(Browser browser) : Journey
{
    private static readonly string[] Steps = ["Repository", "Version & checks", "Listing", "Permissions", "Support & compliance", "Preview & submit"];

    [Fact]
    public async Task No_step_has_a_barrier_and_each_fits_its_screen()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, Looks.Phone);
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
            if (step == "Support & compliance")
            {
                await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Enter your support hours" }).ClickAsync();
                await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Propose public holidays" }).ClickAsync();
                await Expect(visit.Page.GetByTestId("holiday-proposals")).ToBeVisibleAsync();
            }

            if (step == "Preview & submit")
            {
                await Expect(visit.Page.Locator("#preview-panel .doc")).ToBeVisibleAsync();
            }

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
        await visit.OpenAsync((await SeededDraft.ReadAsync(portal)).Step(WizardStep.Checks));
        await visit.LiveAsync();

        var next = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Continue to listing" });
        await next.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Locator("#step-title").FocusedAsync();
        await AssertTitlesAreWholeAsync(visit);

        await scenario.GoToStepAsync("Preview & submit");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Say in one sentence why" }).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Why " }).First.FocusedAsync();
        await scenario.GoToStepAsync("Preview & submit");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Enter a support e-mail" }).ClickAsync();
        await visit.Page.GetByLabel("Support e-mail").FocusedAsync();
        visit.AssertClean();
    }

    /// <summary>The bar at the top covers the title neither of the step nor, in half, of the page.</summary>
    private static async Task AssertTitlesAreWholeAsync(Visit visit)
    {
        var covered = await visit.Page.EvaluateAsync<string[]>(
            """
            () => {
                const bar = document.querySelector('.kp-bar').getBoundingClientRect().bottom;
                return [...document.querySelectorAll('h1, #step-title')]
                    .filter(title => {
                        const box = title.getBoundingClientRect();
                        return (box.top < bar && (box.bottom > bar || title.id === 'step-title')) || (title.id === 'step-title' && box.bottom > innerHeight);
                    })
                    .map(title => title.textContent);
            }
            """);
        Assert.Empty(covered);
    }

    private static Task AssertAccessibleAsync(Visit visit, string what) =>
        visit.AssertLooksAsync(what, visit.Page.Locator("main"), "step-" + what.Replace(' ', '-').ToLowerInvariant());
}
