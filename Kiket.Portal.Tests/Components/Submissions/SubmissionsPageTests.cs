using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class SubmissionsPageTests : ScenarioContext
{
    [Fact]
    public async Task A_draft_shows_how_far_it_is_and_leads_to_the_step_that_is_next()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("2 of 6 steps · next: Listing", page.Markup, StringComparison.Ordinal));
        Assert.Equal($"/orgs/acme/extensions/submit/{draft}?step=listing", page.Find("tbody a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_draft_that_lacks_nothing_is_ready_to_submit()
    {
        await Scenario.ReadyAsync();

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("ready to submit", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_draft_can_be_taken_back_at_once()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open();

        await page.PressAsync(() => page.WaitForElement("button[aria-label='Delete the draft Acme Alerts']"));
        page.WaitForAssertion(() => Assert.Contains("Acme Alerts is deleted.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("tbody tr"));

        await page.PressAsync("Undo");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Equal(SubmissionState.Draft, (await Scenario.FindAsync(draft)).State);
    }

    [Fact]
    public async Task Two_deleted_drafts_are_taken_back_one_by_one()
    {
        await Scenario.ReadyAsync();
        await Scenario.ReadyAsync(id: "dev.acme.next", fullName: "acme/next", details: Tests.Submissions.Scenario.Details with { Name = "Acme Next" });
        var page = Open();
        await page.PressAsync(() => page.WaitForElement("button[aria-label='Delete the draft Acme Alerts']"));
        await page.PressAsync(() => page.WaitForElement("button[aria-label='Delete the draft Acme Next']"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tbody tr")));

        await page.PressAsync(() => page.WaitForElement("button[aria-label='Undo: Acme Alerts']"));

        page.WaitForAssertion(() => Assert.Contains("Acme Alerts", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll("button[aria-label='Undo: Acme Next']"));
    }

    [Fact]
    public async Task What_is_in_review_cannot_be_deleted_here()
    {
        await Scenario.InReviewAsync();

        var page = Open();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Empty(page.FindAll("tbody button"));
    }

    [Theory]
    [InlineData("?state=draft", 1)]
    [InlineData("?state=in-review", 0)]
    [InlineData("?state=nonsense", 1)]
    [InlineData("?extension=dev.acme.alerts", 1)]
    [InlineData("?extension=dev.acme.other", 0)]
    [InlineData("?state=draft&extension=dev.acme.alerts", 1)]
    public async Task The_filter_of_the_address_is_applied_and_can_be_left(string query, int rows)
    {
        await Scenario.ReadyAsync();

        var page = Open(query);

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#submissions-state")));
        Assert.Equal(rows, page.FindAll("tbody tr").Count);
        Assert.Equal(rows == 0, page.Markup.Contains("No submission matches", StringComparison.Ordinal));
    }

    private IRenderedComponent<SubmissionsPage> Open(string query = "")
    {
        SignIn(Scenario.Ada);
        RenderProviders();
        Services.GetRequiredService<NavigationManager>().NavigateTo("/orgs/acme/extensions/submissions" + query);
        return Render<SubmissionsPage>(parameters => parameters.Add(part => part.Org, "acme"));
    }
}
