using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>An organization publishes for its own members: a colleague reviews it, members find and install it, and nobody else learns of it.</summary>
public sealed class PublishingForMembers(Browser browser) : Journey
{
    private const string Listing = $"/orgs/acme/extensions/marketplace/{DemoSamples.ReadyId}";

    [Fact]
    public async Task From_a_private_submission_to_a_colleagues_approval_and_an_installation()
    {
        await using var portal = await PortalServer.StartAsync();
        var submission = await SeededDraft.SubmittedAsync(portal, "acme");
        await using var colleague = await browser.VisitAsync(portal);
        await new BrowserScenario(colleague).SignInAsync("colleague");

        await ApproveAsync(colleague);
        await InstallAsync(colleague);

        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync(submission.Submission);
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByText("Approved and listed").First).ToBeVisibleAsync();
        await publisher.AssertLooksAsync("the submission", publisher.Page.Locator("main"), "private-submission");

        await using var stranger = await browser.VisitAsync(portal);
        await new BrowserScenario(stranger).SignInAsync("customer");
        await stranger.OpenAsync($"/marketplace/{DemoSamples.ReadyId}");
        await Expect(stranger.Page.GetByText(DemoSamples.ReadyName)).ToHaveCountAsync(0);
        await stranger.OpenAsync(Listing);
        await Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(stranger.Page.GetByText(DemoSamples.ReadyName)).ToHaveCountAsync(0);
        colleague.AssertClean();
        publisher.AssertClean();
    }

    private static async Task ApproveAsync(Visit visit)
    {
        var page = visit.Page;
        await visit.OpenAsync("/orgs/acme/extensions/submissions");
        await visit.LiveAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Private reviews" }).ClickAsync();
        await visit.ArriveAsync("**/orgs/acme/review");
        await Expect(page.Locator("main a[href^='/review/']").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync("the organization's queue", page.Locator("main"), "private-queue");
        await page.Locator("main a[href^='/review/']").First.ClickAsync();
        await visit.ArriveAsync("**/review/*");
        await new BrowserScenario(visit).ClaimAsync();
        await visit.AssertLooksAsync("the private workbench", page.Locator("main"), "private-workbench");
        await new BrowserScenario(visit).ApproveAsync();
        await Expect(page.GetByText("This submission is approved").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    private static async Task InstallAsync(Visit visit)
    {
        var page = visit.Page;
        await visit.OpenAsync("/orgs/acme/extensions/marketplace");
        await visit.LiveAsync();
        await Expect(page.GetByTestId("private-shelf")).ToContainTextAsync("Only for members of Acme");
        await visit.AssertLooksAsync("the marketplace with own extensions", page.Locator("main"), "private-shelf");
        await visit.OpenAsync(Listing);
        await visit.LiveAsync();
        await visit.AssertLooksAsync("a private listing", page.Locator("main"), "private-listing");
        await page.GetByRole(AriaRole.Link, new() { Name = "Install for Acme" }).First.ClickAsync();
        await visit.ArriveAsync("**/extensions/install/*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and install" }).ClickAsync();
        await visit.ArriveAsync("**/extensions/installed/**");
    }
}
