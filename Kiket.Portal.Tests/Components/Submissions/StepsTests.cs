using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Submissions;

/// <summary>The steps of the wizard over real drafts.</summary>
public sealed class StepsTests : ScenarioContext
{
    private ListingDetails? _changed;

    [Fact]
    public async Task Each_need_has_its_meaning_what_reviewers_look_at_and_a_counter()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var step = await PermissionsAsync(draft);

        Assert.Contains("0 of 2 done", step.Markup, StringComparison.Ordinal);
        Assert.Contains("See issues.", step.Markup, StringComparison.Ordinal);
        Assert.Contains("Say in one sentence why issues:read is needed.", step.Markup, StringComparison.Ordinal);
        Assert.Contains("0 / 500", step.Markup, StringComparison.Ordinal);
        step.Find("#listing-justifications-issues-read").Input("Reads the issue.");
        Assert.Equal("Reads the issue.", _changed!.Justifications["issues:read"]);
    }

    [Fact]
    public async Task A_reason_taken_over_from_the_listed_version_says_so_and_a_new_need_too()
    {
        await Scenario.ListedAsync("1.0.0");
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.1.0")
                .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, admin]"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var needs = (await PermissionsAsync(draft)).FindAll(".kp-need");

        Assert.Contains("unchanged since 1.0.0", needs[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("new in this version", needs[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("sensitive", needs[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_justify_says_so()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Edited("  permissions: [issues:read, comments:write]\n", ""));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.Contains("Nothing to justify", (await PermissionsAsync(draft)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_push_changed_stands_above_the_findings()
    {
        Scenario.Push("1.0.0");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.1.0")
                .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, users:read]"));
        Scenario.Done(await Scenario.ReadAsync(draft));

        var step = await ChecksAsync(draft);

        var changes = step.Find(".changes").TextContent;
        Assert.Contains("1.0.0 → 1.1.0", changes, StringComparison.Ordinal);
        Assert.Contains("users:read", changes, StringComparison.Ordinal);
        Assert.Contains("comments:write", changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checking_again_without_a_push_says_that_nothing_was_pushed()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        var step = await ChecksAsync(draft);

        await step.FindAll("button").Single(button => button.TextContent == "Check the newest commit").ClickAsync(new());

        Assert.Contains("is still at", step.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_reading_the_checks_lead_back_to_the_repository()
    {
        var draft = await Scenario.StartAsync();

        Assert.Contains("No repository yet", (await ChecksAsync(draft)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_step_names_the_exact_permissions_of_a_token()
    {
        var step = await RepositoryAsync(await Scenario.StartAsync());

        Assert.Equal(["Contents: read", "Metadata: read"], step.FindAll(".token-needs strong").Select(need => need.TextContent));
        Assert.True(step.FindAll("button")
            .Single(button => button.TextContent.Contains("Read the repository", StringComparison.Ordinal))
            .HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_stored_token_shows_its_last_four_and_can_be_tested_and_removed()
    {
        Scenario.GitHub.Create(Scenario.FullName, "github_pat_reads_alerts");
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft, token: "github_pat_reads_alerts"));

        var step = await RepositoryAsync(draft);

        step.WaitForAssertion(() => Assert.Contains("…erts", step.Find(".draft-token").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("github_pat_reads", step.Markup, StringComparison.Ordinal);
        await step.FindAll("button").Single(button => button.TextContent == "Test token").ClickAsync(new());
        step.WaitForAssertion(() => Assert.Contains("Reads the files", step.Markup, StringComparison.Ordinal));
        Assert.Contains(step.FindAll("button"), button => button.TextContent == "Remove token");
        Assert.Contains("Replace the token", step.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_in_the_way_leads_to_its_field()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var step = await PreviewAsync(draft);

        Assert.Contains("4 things are missing", step.Markup, StringComparison.Ordinal);
        Assert.All(step.FindAll(".kp-problems a"), link => Assert.Contains("&field=listing.", link.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ready_draft_says_what_happens_next_and_is_shown_in_both_widths()
    {
        var step = await PreviewAsync(await Scenario.ReadyAsync());

        Assert.Equal(3, step.FindAll(".next li").Count);
        Assert.Empty(step.FindAll(".preview-phone"));
        await step.FindAll("button").Single(button => button.TextContent == "Phone").ClickAsync(new());
        Assert.Single(step.FindAll(".preview-phone"));
    }

    [Fact]
    public async Task A_private_link_is_shown_once_and_can_be_revoked()
    {
        var draft = await Scenario.ReadyAsync();
        var step = await PreviewAsync(draft);

        await step.FindAll("button").Single(button => button.TextContent == "Create a private link").ClickAsync(new());
        var address = step.WaitForElement("#private-link").GetAttribute("value")!;
        var token = Kiket.Portal.Data.SecretLinks.SecretOf(address);
        Assert.True((await Scenario.Get<PreviewQueries>().FindAsync(token, CancellationToken.None)).Succeeded);

        await step.FindAll("button").Single(button => button.TextContent == "Revoke").ClickAsync(new());
        step.WaitForAssertion(() => Assert.Empty(step.FindAll("#private-link, .share-links li")));
        Assert.False((await Scenario.Get<PreviewQueries>().FindAsync(token, CancellationToken.None)).Succeeded);
    }

    private async Task<IRenderedComponent<PermissionsStep>> PermissionsAsync(Guid draft)
    {
        var view = await OpenAsync(draft);
        return Render<PermissionsStep>(parameters => parameters
            .Add(part => part.View, view)
            .Add(part => part.Details, view.Submission.Details)
            .Add(part => part.Problems, view.Readiness.Missing)
            .Add(part => part.DetailsChanged, details =>
            {
                _changed = details;
                return Task.CompletedTask;
            }));
    }

    private async Task<IRenderedComponent<ChecksStep>> ChecksAsync(Guid draft)
    {
        var view = await OpenAsync(draft);
        return Render<ChecksStep>(parameters => parameters.Add(part => part.View, view).Add(part => part.Read, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_new_version_shows_what_changes_since_the_listed_one()
    {
        await Scenario.ListedAsync();
        Scenario.Push("1.1.0");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) }));

        var page = await PreviewAsync(draft);

        Assert.Equal("What changes since 1.0.0", page.Find("#changes-title").TextContent);
        Assert.Contains("costs more", page.Find("section[aria-labelledby=changes-title]").TextContent, StringComparison.Ordinal);

        page.Find("#security-fix").Change(true);
        Assert.True(_changed!.IsSecurityFix);
    }

    private async Task<IRenderedComponent<RepositoryStep>> RepositoryAsync(Guid draft)
    {
        var view = await OpenAsync(draft);
        return Render<RepositoryStep>(parameters => parameters
            .Add(part => part.View, view).Add(part => part.Reader, Scenario.Ada).Add(part => part.Read, _ => Task.CompletedTask));
    }

    private async Task<IRenderedComponent<PreviewStep>> PreviewAsync(Guid draft)
    {
        var view = await OpenAsync(draft);
        return Render<PreviewStep>(parameters => parameters
            .Add(part => part.View, view)
            .Add(part => part.Details, view.Submission.Details)
            .Add(part => part.DetailsChanged, details => { _changed = details; return Task.CompletedTask; })
            .Add(part => part.Reader, Scenario.Ada)
            .Add(part => part.Submit, () => Task.CompletedTask));
    }

    private async Task<SubmissionView> OpenAsync(Guid draft)
    {
        SignIn(Scenario.Ada);
        RenderProviders();
        return await Scenario.ViewAsync(draft);
    }
}
