using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The whole way, as three people walk it: publisher, reviewer, visitor.</summary>
public sealed class RepositoryBecomesListing(Browser browser) : Journey
{
    [Fact]
    public async Task A_publisher_submits_a_reviewer_asks_for_a_change_and_approves_and_a_visitor_reads_every_tab()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await using var reviewer = await browser.VisitAsync(portal);
        await using var visitor = await browser.VisitAsync(portal, new() { JavaScriptEnabled = false });
        var scenario = new BrowserScenario(publisher);

        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");
        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);
        await scenario.DescribeAsync("developer-tools");
        await scenario.JustifyAllAsync();
        await scenario.GiveSupportAsync("help@acme.example");
        await scenario.SubmitAsync();
        await Expect(publisher.Page.GetByText("With the reviewers")).ToBeVisibleAsync();

        var review = new BrowserScenario(reviewer);
        await review.SignInAsync("reviewer");
        await review.OpenFromQueueAsync(DemoSamples.ReadyName);
        await reviewer.Page.GetByLabel("Message to the publisher").FillAsync("Please say in the summary what a team gets from it.");
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for changes" }).ClickAsync();

        // Live: the publisher's page was never reloaded.
        await Expect(publisher.Page.GetByText("The reviewer requested changes")).ToBeVisibleAsync();
        await Expect(publisher.Page.GetByText("what a team gets from it").First).ToBeVisibleAsync();
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = "Fix and submit again" }).ClickAsync();
        await scenario.GoToStepAsync("Listing");
        await publisher.Page.GetByLabel("Summary").FillAsync("Gathers everybody around an incident within a minute.");
        await scenario.GoToStepAsync("Preview & submit");
        await scenario.SubmitAsync();

        await Expect(reviewer.Page.GetByText("Gathers everybody around an incident within a minute.").First).ToBeVisibleAsync();
        await review.ClaimAsync();
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Review the new version" }).ClickAsync();
        await review.ApproveAsync();
        await Expect(publisher.Page.GetByText("Approved and listed").First).ToBeVisibleAsync();

        await visitor.OpenAsync("/marketplace?q=gathers+incident");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = DemoSamples.ReadyName }).First.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToHaveTextAsync(DemoSamples.ReadyName);
        foreach (var (tab, address) in new[]
        {
            ("Getting Started", "/getting-started"),
            ("Examples", "/examples"),
            ("Changelog", "/changelog"),
            ("Security", "/security"),
            ("Versions", "/versions"),
        })
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
            Assert.EndsWith(DemoSamples.ReadyId + address, new Uri(visitor.Page.Url).AbsolutePath, StringComparison.Ordinal);
            await Expect(visitor.Page.Locator(".kp-listing-main")).Not.ToBeEmptyAsync();
        }

        publisher.AssertClean();
        reviewer.AssertClean();
        visitor.AssertClean();
    }
}
