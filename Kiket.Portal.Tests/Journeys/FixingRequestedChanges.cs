using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

        // Unsent text survives a reload, on both sides.
        await publisher.Page.GetByLabel("Write to the reviewers").FillAsync("One more thing.");
        await publisher.Page.ReloadAsync();
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByLabel("Write to the reviewers")).ToHaveValueAsync("One more thing.");
        await reviewer.Page.GetByLabel("Only reviewers and operators read this").FillAsync("Ask about the group.");
        await reviewer.Page.ReloadAsync();
        await reviewer.LiveAsync();
        await Expect(reviewer.Page.GetByLabel("Only reviewers and operators read this")).ToHaveValueAsync("Ask about the group.");

        await ChangeSummaryAsync(portal, reviewer.Page.Url);
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Submit again" }).ClickAsync();
        await Expect(publisher.Page.GetByText("With the reviewers")).ToBeVisibleAsync();
        await review.OpenFromQueueAsync(Name);
        await Expect(reviewer.Page.GetByText("Only the transitions that a project names.").First).ToBeVisibleAsync();
        await Expect(reviewer.Page.GetByText("fixed in abcdef0").First).ToBeVisibleAsync();

        // The second round has only what changed, and remembers what this reviewer has seen.
        var round = reviewer.Page.GetByRole(AriaRole.Region, new() { Name = "What changed since you last looked" });
        await Expect(round.GetByText("0 of 1 seen")).ToBeVisibleAsync();
        await Expect(round.Locator("ins").First).ToBeVisibleAsync();
        await LooksAsync(reviewer, "second-round");
        await round.GetByLabel("Seen").CheckAsync();
        await Expect(round.GetByText("1 of 1 seen")).ToBeVisibleAsync();
        await reviewer.Page.ReloadAsync();
        await Expect(round.GetByText("1 of 1 seen")).ToBeVisibleAsync();

        publisher.AssertClean();
        reviewer.AssertClean();
    }

    /// <summary>What the publisher does in the wizard, without its walk.</summary>
    private static async Task ChangeSummaryAsync(PortalServer portal, string workbench)
    {
        var id = Guid.Parse(new Uri(workbench).Segments[^1]);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var submission = await db.Set<Submission>().AsNoTracking().SingleAsync(candidate => candidate.Id == id);
        var publisher = await db.Set<PortalUser>().Where(user => user.Email == "publisher@acme.example")
            .Select(user => new Actor(user.Id, user.DisplayName, null, null)).SingleAsync();
        var details = submission.Details with { Summary = "Holds back only the transitions that a project names." };
        var described = await portal.Services.GetRequiredService<DescribeSubmission>().RunAsync(
            new DescribeSubmissionRequest(id, details, submission.RowVersion, publisher), CancellationToken.None);
        Assert.True(described.Succeeded, described.Error?.Message);
    }

    private static Task LooksAsync(Visit visit, string state) =>
        visit.AssertLooksAsync(state, visit.Page.GetByRole(AriaRole.Main), $"submission-{state}");
}
