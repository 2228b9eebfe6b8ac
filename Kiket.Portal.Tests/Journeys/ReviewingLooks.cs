using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Queue and workbench in both themes: accessible, within the width of a phone, with much and with nothing.</summary>
public sealed class ReviewingLooks(Browser browser) : Journey
{
    [Fact]
    public async Task The_reviewers_pages_pass_axe_and_fit()
    {
        await using var portal = await PortalServer.StartAsync();
        var problems = new List<string>();
        await using var visit = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = 360, Height = 900 } });
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("reviewer");
        foreach (var (name, path) in new[]
        {
            ("queue", "/review"),
            ("queue-decided", "/review?tab=decided"),
            ("queue-nothing", "/review?tab=with-publisher"),
            ("queue-filtered", "/review?class=routine&overdue=yes"),
            ("prices", "/review/prices"),
        })
        {
            await visit.OpenAsync(path);
            await LookAsync(visit, name, problems);
        }

        await visit.OpenAsync("/review?tab=decided");
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "CRM Sync 3.0.0" }).ClickAsync();
        await Expect(visit.Page.GetByText("What changed since 2.4.0")).ToBeVisibleAsync();
        await LookAsync(visit, "workbench-decided", problems);
        await visit.OpenAsync("/review");
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Warehouse Export" }).ClickAsync();
        await scenario.ClaimAsync();
        await LookAsync(visit, "workbench", problems);

        // On a phone the decision is within reach wherever one reads.
        await visit.Page.EvaluateAsync("() => window.scrollTo(0, document.body.scrollHeight / 2)");
        var decide = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Decide", Exact = true });
        await Expect(decide).ToBeInViewportAsync();
        await decide.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Decision", Exact = true })).ToBeInViewportAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Release claim" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" })).ToBeVisibleAsync();

        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct(StringComparer.Ordinal)));
    }

    private static async Task LookAsync(Visit visit, string name, List<string> problems)
    {
        await visit.LiveAsync();
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            problems.AddRange(await visit.LookAsync(1280, scheme, name));
            problems.AddRange(await visit.LookAsync(360, scheme, name));
        }

        problems.AddRange(await visit.HiddenFocusAsync(name));
    }
}
