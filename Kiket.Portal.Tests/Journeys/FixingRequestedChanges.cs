using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A submission comes back with two requests: the publisher replies to one, marks the other as fixed and submits again.</summary>
public sealed class FixingRequestedChanges(Browser browser) : Journey
{
    private const string Name = "Approvals Guard";

    [Fact]
    public async Task A_publisher_replies_to_one_request_marks_one_as_fixed_and_submits_again()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal, Looks.Phone);
        await using var reviewer = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync("/orgs/acme/extensions/submissions");
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = Name }).First.ClickAsync();
        await publisher.LiveAsync();
        await LooksAsync(publisher, "waiting");

        var review = new BrowserScenario(reviewer);
        await review.SignInAsync("reviewer");
        await review.OpenFromQueueAsync(Name);
        await Expect(publisher.Page.GetByText("Rahul Nair is reviewing it now.")).ToBeVisibleAsync();
        await reviewer.Page.GetByLabel("Message to the publisher").FillAsync("Nearly there.");
        await reviewer.Page.GetByLabel("What must change").FillAsync("Say which transitions it can hold back.\nAsk for read access only.");
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for changes" }).ClickAsync();

        // Live: the publisher's page was never reloaded.
        await Expect(publisher.Page.GetByText("It is your turn: 2 requests are open.")).ToBeVisibleAsync();
        await LooksAsync(publisher, "requests");
        await publisher.Page.GetByRole(AriaRole.Form, new() { Name = "Reply to item 1" }).GetByLabel("Reply")
            .FillAsync("Only the transitions that a project names.");
        await publisher.Page.GetByRole(AriaRole.Form, new() { Name = "Reply to item 1" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(publisher.Page.Locator("#open-requests")).ToHaveTextAsync("1 open");

        var fixedIn = publisher.Page.GetByRole(AriaRole.Form, new() { Name = "Mark item 2 as fixed" });
        await fixedIn.GetByLabel("Fixed in commit").FillAsync("main");
        await fixedIn.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(fixedIn.GetByText("Enter the first 7")).ToBeVisibleAsync();
        await fixedIn.GetByLabel("Fixed in commit").FillAsync("abcdef0");
        await fixedIn.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(publisher.Page.GetByText("fixed in abcdef0")).ToBeVisibleAsync();
        await LooksAsync(publisher, "replied");

        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Submit again" }).ClickAsync();
        await Expect(publisher.Page.GetByText("With the reviewers")).ToBeVisibleAsync();
        await review.OpenFromQueueAsync(Name);
        await Expect(reviewer.Page.GetByText("Only the transitions that a project names.").First).ToBeVisibleAsync();
        await Expect(reviewer.Page.GetByText("fixed in abcdef0").First).ToBeVisibleAsync();

        publisher.AssertClean();
        reviewer.AssertClean();
    }

    private static Task LooksAsync(Visit visit, string state) =>
        visit.AssertLooksAsync(state, visit.Page.GetByRole(AriaRole.Main), $"submission-{state}");
}
