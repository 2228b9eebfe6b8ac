using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class SubmitPageTests : ScenarioContext
{
    [Fact]
    public async Task Opening_it_again_goes_on_with_the_draft_that_nobody_has_typed_into()
    {
        SignIn(Scenario.Ada);
        Render<SubmitPage>(parameters => parameters.Add(page => page.Org, "acme"));
        Render<SubmitPage>(parameters => parameters.Add(page => page.Org, "acme"));
        Assert.Equal(1, await DraftsAsync());

        var draft = await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Submissions.Submission>().Select(one => one.Id).SingleAsync());
        Scenario.Done(await Scenario.DescribeAsync(draft, Kiket.Portal.Tests.Submissions.Scenario.Details));
        Render<SubmitPage>(parameters => parameters.Add(page => page.Org, "acme"));
        Assert.Equal(2, await DraftsAsync());
    }

    private Task<int> DraftsAsync() => Scenario.QueryAsync(db => db.Set<Kiket.Portal.Submissions.Submission>().CountAsync());

    [Fact]
    public async Task The_rail_shows_which_steps_need_something_and_the_line_that_all_is_saved()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var page = Open(draft, "listing");

        page.WaitForAssertion(() => Assert.Contains("All changes saved", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Listing", page.Find("[aria-current=step]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Submit Acme Alerts 1.0.0", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_way_is_listed_with_where_it_is_mended_and_submitting_waits()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var page = Open(draft, "preview");

        page.WaitForAssertion(() => Assert.True(page.Find("#submit-for-review").HasAttribute("disabled")));
        Assert.Contains(
            page.FindAll(".kp-problems a"),
            link => link.GetAttribute("href")!.EndsWith("step=support&field=listing.support", StringComparison.Ordinal));
        Assert.Contains(
            page.FindAll(".kp-problems a"),
            link => link.GetAttribute("href")!
                .EndsWith("step=permissions&field=listing.justifications.issues%3Aread", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ready_draft_is_submitted_and_the_status_page_follows()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open(draft, "preview");

        await page.WaitForElement("#submit-for-review").ClickAsync(new());

        page.WaitForAssertion(() => Assert.EndsWith($"/orgs/acme/extensions/submissions/{draft}", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(draft)).State);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_told_at_its_field_and_what_was_typed_stays()
    {
        var page = Open(await Scenario.StartAsync(), "repository");
        page.WaitForElement("#repository-url").Input("https://github.com/acme/nothing");

        await page.FindAll("button").Single(button => button.TextContent.Contains("Read the repository", StringComparison.Ordinal)).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("GitHub shows no repository acme/nothing", page.Markup, StringComparison.Ordinal));
        Assert.Equal("https://github.com/acme/nothing", page.Find("#repository-url").GetAttribute("value"));
    }

    [Fact]
    public async Task A_step_says_where_it_stands_in_words_and_so_does_the_rail()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var page = Open(draft, "support");

        page.WaitForAssertion(() => Assert.Contains("Step 5 of 6 · Needs attention", page.Markup, StringComparison.Ordinal));
        Assert.Equal(
            ["done", "done", "needs attention", "needs attention", "needs attention", "needs attention"],
            page.FindAll(".kp-rail small").Select(state => state.TextContent));
    }

    [Fact]
    public async Task A_colleagues_change_shows_at_once_with_who_and_what()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open(draft, "listing");
        page.WaitForElement("#listing-summary");

        // Through the services of the page: what is live goes by them.
        Scenario.Done(await Services.GetRequiredService<DescribeSubmission>().RunAsync(
            new(draft, Scenario.Details with { Summary = "Ben's words." }, (await Scenario.FindAsync(draft)).RowVersion, Scenario.Ben),
            CancellationToken.None));

        page.WaitForAssertion(() => Assert.Contains("ben changed this draft just now.", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains(
            "Ben",
            page.Find("#listing-summary").GetAttribute("value") ?? page.Find("#listing-summary").TextContent,
            StringComparison.Ordinal));
    }

    /// <summary>A browser that fills a form sends its fields without a pause between them.</summary>
    [Fact]
    public async Task Fields_that_are_filled_at_once_are_all_saved()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open(draft, "listing");
        page.WaitForElement("#listing-name");

        var filling = new List<Task>();
        for (var round = 0; round < 5; round++)
        {
            filling.Add(page.TypeAsync("#listing-name", $"Name {round}"));
            filling.Add(page.TypeAsync("#listing-summary", $"Summary {round}"));
        }

        await Task.WhenAll(filling);

        page.WaitForAssertion(() => Assert.Contains("All changes saved", page.Markup, StringComparison.Ordinal));
        var saved = (await Scenario.FindAsync(draft)).Details;
        Assert.Equal(("Name 4", "Summary 4"), (saved.Name, saved.Summary));
    }

    [Fact]
    public async Task A_role_taken_away_is_told_and_what_was_typed_stays_on_the_screen()
    {
        var draft = await Scenario.ReadyAsync();
        SignInAs = Scenario.Ben;
        var page = Open(draft, "listing");
        page.WaitForElement("#listing-name");
        Assert.True((await Scenario.Get<ChangeRole>()
            .RunAsync("acme", Scenario.Ben.UserId, OrganizationRole.Member, Scenario.Ada, CancellationToken.None)).Succeeded);

        page.Find("#listing-name").Input("Typed too late");

        page.WaitForAssertion(() => Assert.Contains("You can no longer change this draft.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Typed too late", page.Find("#listing-name").GetAttribute("value"));
        Assert.Equal(Scenario.Details.Name, (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task A_draft_that_another_tab_submitted_leads_this_tab_to_the_status_page_too()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open(draft, "preview");
        page.WaitForElement("#submit-for-review");

        Assert.True((await Services.GetRequiredService<SubmitSubmission>().RunAsync(draft, Scenario.Ada, CancellationToken.None)).Succeeded);

        page.WaitForAssertion(() => Assert.EndsWith($"/orgs/acme/extensions/submissions/{draft}", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_with_a_text_that_was_not_kept_is_not_submitted_without_it()
    {
        var draft = await Scenario.ReadyAsync();
        var page = Open(draft, "listing");
        page.WaitForElement("#listing-name").Input("Acme\u202Egpj.exe");
        page.WaitForAssertion(() => Assert.Contains("Everything else is saved.", page.Markup, StringComparison.Ordinal));

        Navigation.NavigateTo($"/orgs/acme/extensions/submit/{draft}?step=preview");
        page.Render(parameters => parameters.Add(part => part.DraftId, draft));
        page.WaitForElement("#submit-for-review");
        Assert.Equal(
            ["done", "done", "needs attention", "done", "done", "needs attention"], page.FindAll(".kp-rail small").Select(state => state.TextContent));
        Assert.EndsWith("&field=listing.name", page.Find(".kp-problems a").GetAttribute("href"), StringComparison.Ordinal);
        await page.Find("#submit-for-review").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("saved yet, so nothing was submitted", page.Markup, StringComparison.Ordinal));
        Assert.Equal(SubmissionState.Draft, (await Scenario.FindAsync(draft)).State);
    }

    [Fact]
    public async Task Somebody_elses_draft_cannot_be_opened()
    {
        var draft = await Scenario.StartAsync();
        SignIn(Scenario.Gus);

        var page = Render<SubmitPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.DraftId, draft));

        page.WaitForAssertion(() => Assert.Contains("This submission cannot be opened", page.Markup, StringComparison.Ordinal));
    }

    private Actor? SignInAs { get; set; }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task A_request_stands_in_the_step_of_its_field_and_a_newer_commit_is_announced()
    {
        var submission = await Scenario.InReviewAsync();
        Tests.Submissions.Scenario.Done(await Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.RequestChanges, "", null, Scenario.Rita)
            {
                Items = [RequestedField.Read("Summary: say who it is for"), RequestedField.Read("Explain the setup.")],
            },
            CancellationToken.None));
        await Scenario.QueryAsync(db => db.Set<ExtensionRepository>().ExecuteUpdateAsync(
            update => update.SetProperty(repository => repository.HeadCommit, "abcdef0123456789abcdef0123456789abcdef01")));

        var listing = Open(submission, "listing");
        listing.WaitForAssertion(() => Assert.Contains("Summary: say who it is for", listing.Find(".kp-alert-warning").TextContent));
        Assert.DoesNotContain("Explain the setup.", listing.Markup, StringComparison.Ordinal);
        Assert.EndsWith("field=listing.summary", listing.Find(".kp-alert-warning li a").GetAttribute("href"), StringComparison.Ordinal);

        Navigation.NavigateTo($"/orgs/acme/extensions/submit/{submission}?step=checks");
        var checks = Render<SubmitPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.DraftId, submission));
        checks.WaitForAssertion(() => Assert.Contains("Explain the setup.", checks.Find(".kp-alert-warning").TextContent));
        Assert.Contains("The repository has a newer commit, abcdef0.", checks.Markup.Replace("<code>", "").Replace("</code>", ""), StringComparison.Ordinal);
    }

    private IRenderedComponent<SubmitPage> Open(Guid draft, string step)
    {
        SignIn(SignInAs ?? Scenario.Ada);
        RenderProviders();
        Navigation.NavigateTo($"/orgs/acme/extensions/submit/{draft}?step={step}");
        return Render<SubmitPage>(parameters => parameters.Add(part => part.Org, "acme").Add(part => part.DraftId, draft));
    }
}
