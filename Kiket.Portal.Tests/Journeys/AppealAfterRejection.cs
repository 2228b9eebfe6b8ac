using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A rejection that the publisher does not accept: another reviewer decides.</summary>
public sealed class AppealAfterRejection(Browser browser) : Journey
{
    private const string Name = "Approvals Guard";

    [Fact]
    public async Task A_publisher_appeals_and_a_second_reviewer_decides()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await using var first = await browser.VisitAsync(portal);
        await using var second = await browser.VisitAsync(portal);

        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync("/orgs/acme/extensions/submissions");
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = Name }).First.ClickAsync();
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByText("With the reviewers")).ToBeVisibleAsync();
        await Expect(publisher.Page.Locator("#queue-place")).ToContainTextAsync("ahead");

        var rejecting = new BrowserScenario(first);
        await rejecting.SignInAsync("reviewer");
        await rejecting.OpenFromQueueAsync(Name);
        await first.Page.GetByLabel("Message to the publisher").FillAsync("It may block every transition.");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Reject it" }).ClickAsync();

        // Live: the publisher's page was never reloaded.
        await Expect(publisher.Page.GetByRole(AriaRole.Heading, new() { Name = "Rejected" })).ToBeVisibleAsync();
        await Expect(publisher.Page.GetByText("It may block every transition.")).ToBeVisibleAsync();
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Appeal" }).ClickAsync();
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Send appeal" }).ClickAsync();
        await Expect(publisher.Page.GetByText("Say why the decision should be reviewed again")).ToBeVisibleAsync();
        await publisher.Page.GetByLabel("Why should we review it again?").FillAsync("It guards only the transitions that a project names.");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Send appeal" }).ClickAsync();
        await Expect(publisher.Page.GetByText("Your appeal is with the reviewers")).ToBeVisibleAsync();

        // Whoever rejected it cannot answer the appeal; other reviewers can, and it takes two for what is newly paid.
        await Expect(first.Page.GetByText("another reviewer must decide")).ToBeVisibleAsync();

        var deciding = new BrowserScenario(second);
        await deciding.SignInAsync("second-reviewer");
        await deciding.OpenFromQueueAsync(Name);
        await Expect(second.Page.GetByText("It guards only the transitions that a project names.").First).ToBeVisibleAsync();
        await deciding.ApproveAsync("Approve, first of two");
        await Expect(second.Page.GetByText("Waits for a second approver.")).ToBeVisibleAsync();
        await Expect(publisher.Page.GetByText("One reviewer has approved it")).ToBeVisibleAsync();
        await Expect(publisher.Page.GetByText("First of two approvals")).ToBeVisibleAsync();

        await LetReviewAsync(portal.Services, "operator@kiket-team.example");
        await using var third = await browser.VisitAsync(portal);
        var agreeing = new BrowserScenario(third);
        await agreeing.SignInAsync("operator");
        await agreeing.OpenFromQueueAsync(Name);
        await agreeing.ApproveAsync();
        await Expect(publisher.Page.GetByText("Approved and listed").First).ToBeVisibleAsync();

        publisher.AssertClean();
        first.AssertClean();
        second.AssertClean();
    }

    private static async Task LetReviewAsync(IServiceProvider services, string email)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var person = await db.Set<PortalUser>().SingleAsync(user => user.Email == email);
        person.SetPlatformRoles(person.PlatformRoles | PlatformRoles.Reviewer);
        await db.SaveChangesAsync();
    }
}
