using Kiket.Portal.Demo;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Two reviewers and a publisher at the same submission, each in a browser of their own.</summary>
public sealed class ReviewingTogether(Browser browser) : Journey
{
    private const string NeedsTwo = "Approvals Guard";

    [Fact]
    public async Task A_reviewer_asks_item_by_item_the_publisher_mends_and_the_reviewer_approves()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await using var reviewer = await browser.VisitAsync(portal);
        var (scenario, review) = (new BrowserScenario(publisher), new BrowserScenario(reviewer));
        await SubmittedAsync(portal, publisher);
        await review.SignInAsync("reviewer");
        await review.OpenFromQueueAsync(DemoSamples.ReadyName);

        await reviewer.Page.GetByRole(AriaRole.Group, new() { Name = "Name and summary say what it does" }).GetByLabel("Fails").CheckAsync();
        await Expect(reviewer.Page.GetByText("1 of 8 checked")).ToBeVisibleAsync();
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Write a message from failed bars" }).ClickAsync();
        await Expect(reviewer.Page.GetByLabel("What must change")).ToHaveValueAsync(
            new System.Text.RegularExpressions.Regex("say in the name and summary", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await reviewer.Page.GetByLabel("Message to the publisher").FillAsync("Nearly there.");

        // What was begun, typed or composed, is still there after a reload, and gone once it is sent.
        await reviewer.Page.ReloadAsync();
        await reviewer.LiveAsync();
        await Expect(reviewer.Page.GetByLabel("Message to the publisher")).ToHaveValueAsync("Nearly there.");
        await Expect(reviewer.Page.GetByLabel("What must change")).Not.ToHaveValueAsync("");
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for changes" }).ClickAsync();

        await Expect(publisher.Page.GetByText("The reviewer requested changes")).ToBeVisibleAsync();
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = "Fix and submit again" }).ClickAsync();
        await scenario.GoToStepAsync("Listing");
        await publisher.Page.GetByLabel("Summary").FillAsync("Gathers everybody around an incident.");
        await scenario.GoToStepAsync("Preview & submit");
        await scenario.SubmitAsync();

        await Expect(reviewer.Page.GetByRole(AriaRole.Heading, new() { Name = "Requested changes" })).ToBeVisibleAsync();
        await review.ClaimAsync();
        await Expect(reviewer.Page.GetByLabel("Message to the publisher")).ToHaveValueAsync("");
        await Expect(reviewer.Page.GetByText("The publisher submitted it again.")).ToBeVisibleAsync();
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Review the new version" }).ClickAsync();
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve and list" }).ClickAsync();
        // The bar is still marked as failing.
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve anyway" }).ClickAsync();
        await Expect(publisher.Page.GetByText("Approved and listed").First).ToBeVisibleAsync();
        publisher.AssertClean();
        reviewer.AssertClean();
    }

    [Fact]
    public async Task A_review_is_taken_over_and_two_different_reviewers_approve()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var first = await browser.VisitAsync(portal);
        await using var second = await browser.VisitAsync(portal);
        var (rahul, sofia) = (new BrowserScenario(first), new BrowserScenario(second));
        await rahul.SignInAsync("reviewer");
        await sofia.SignInAsync("second-reviewer");
        await rahul.OpenFromQueueAsync(NeedsTwo);
        await first.Page.GetByLabel("Only reviewers and operators read this").FillAsync("Asked for the group's name.");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save note" }).ClickAsync();

        await second.OpenAsync("/review?tab=held");
        await second.Page.GetByRole(AriaRole.Link, new() { Name = NeedsTwo }).ClickAsync();
        await Expect(second.Page.GetByText("Claimed by Rahul Nair")).ToBeVisibleAsync();
        await second.LiveAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Take it over" }).ClickAsync();
        await Expect(first.Page.GetByText("Sofia Brandt took this over")).ToBeVisibleAsync();
        await Expect(first.Page.GetByRole(AriaRole.Button, new() { Name = "Approve, first of two" })).ToHaveCountAsync(0);
        await Expect(second.Page.GetByLabel("Only reviewers and operators read this")).ToHaveValueAsync("Asked for the group's name.");

        await sofia.ApproveAsync("Approve, first of two");
        await Expect(second.Page.GetByText("Rahul Nair must approve it too.").First).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("Waits for a second approver.")).ToBeVisibleAsync();
        await second.OpenAsync("/review");
        await Expect(second.Page.GetByText("Waits for a second approver; Sofia Brandt approved")).ToBeVisibleAsync();
        await rahul.ClaimAsync();
        await rahul.ApproveAsync();
        await Expect(first.Page.GetByText("This submission is approved").First).ToBeVisibleAsync();
        first.AssertClean();
        second.AssertClean();
    }

    [Fact]
    public async Task Of_two_decisions_pressed_at_once_one_counts_and_the_other_screen_says_who_decided()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var reviewer = await browser.VisitAsync(portal);
        await using var publisher = await browser.VisitAsync(portal);
        await SubmittedAsync(portal, publisher);
        var scenario = new BrowserScenario(reviewer);
        await scenario.SignInAsync("reviewer");
        await scenario.OpenFromQueueAsync(DemoSamples.ReadyName);
        var other = await reviewer.Context.NewPageAsync();
        await other.GotoAsync(reviewer.Page.Url);
        await other.GetByLabel("Message to the publisher").FillAsync("Not yet.");
        var approve = reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve and list" });
        var reject = other.GetByRole(AriaRole.Button, new() { Name = "Ask for changes" });
        await Expect(approve).ToBeEnabledAsync();
        await Expect(reject).ToBeEnabledAsync();
        await approve.ClickAsync();

        await Task.WhenAll(reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve anyway" }).ClickAsync(), reject.ClickAsync());

        foreach (var page in new[] { reviewer.Page, other })
        {
            await Expect(page.GetByText("There is nothing to decide now.").First).ToBeVisibleAsync();
        }

        var decided = publisher.Page.GetByText("Approved and listed").Or(publisher.Page.GetByText("The reviewer requested changes"));
        await Expect(decided.First).ToBeVisibleAsync();
        reviewer.AssertClean();
    }

    [Fact]
    public async Task A_push_in_the_middle_is_announced_and_must_be_looked_at_first()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await using var reviewer = await browser.VisitAsync(portal);
        await SubmittedAsync(portal, publisher);
        var review = new BrowserScenario(reviewer);
        await review.SignInAsync("reviewer");
        await review.OpenFromQueueAsync(DemoSamples.ReadyName);
        var approve = reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve and list" });
        await Expect(approve).ToBeEnabledAsync();

        var repository = portal.Services.GetRequiredService<DemoRepositories>().Find("acme", "incident-bridge")!;
        Assert.True(portal.Services.GetRequiredService<PushSample>().Run(repository.Id, newVersion: false).Succeeded);
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Use the newest commit" }).ClickAsync();
        await Expect(publisher.Page.GetByText("The reviewers now have the new commit.")).ToBeVisibleAsync();

        await Expect(reviewer.Page.GetByText("There is a new commit")).ToBeVisibleAsync();
        await Expect(approve).ToBeDisabledAsync();
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Review the new version" }).ClickAsync();
        await review.ApproveAsync();
        await Expect(publisher.Page.GetByText("Approved and listed").First).ToBeVisibleAsync();
        publisher.AssertClean();
        reviewer.AssertClean();
    }

    [Fact]
    public async Task Keys_move_about_and_never_while_typing()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var reviewer = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(reviewer);
        await scenario.SignInAsync("reviewer");
        await reviewer.OpenAsync("/review");
        await reviewer.Page.GetByRole(AriaRole.Link, new() { Name = NeedsTwo }).ClickAsync();
        await Expect(reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" })).ToBeVisibleAsync();

        await Expect(reviewer.Page.Locator("html[data-review-keys=on]")).ToBeAttachedAsync();
        await reviewer.Page.Keyboard.PressAsync("?");
        var help = reviewer.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(help).ToBeVisibleAsync();
        // The styles of the library reset margins on signed-in pages, and with them what centres a dialog.
        var offCentre = await help.EvaluateAsync<double[]>(
            """
            dialog => {
                const box = dialog.getBoundingClientRect();
                return [box.left + box.right - document.documentElement.clientWidth, box.top + box.bottom - innerHeight].map(Math.abs);
            }
            """);
        Assert.All(offCentre, pixels => Assert.InRange(pixels, 0, 2));
        await reviewer.Page.Keyboard.PressAsync("Escape");
        await reviewer.Page.Keyboard.PressAsync("c");
        await Expect(reviewer.Page.GetByText("You have claimed this for another")).ToBeVisibleAsync();
        await reviewer.Page.Keyboard.PressAsync("m");
        await reviewer.Page.GetByLabel("Message to the publisher").FocusedAsync();
        await reviewer.Page.Keyboard.TypeAsync("q? cd");
        await Expect(reviewer.Page.GetByLabel("Message to the publisher")).ToHaveValueAsync("q? cd");
        reviewer.AssertClean();
    }

    /// <summary>The publisher looks at what they submitted.</summary>
    private static async Task SubmittedAsync(PortalServer portal, Visit publisher)
    {
        var submission = (await SeededDraft.SubmittedAsync(portal)).Submission;
        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync(submission);
        await publisher.LiveAsync();
    }
}
