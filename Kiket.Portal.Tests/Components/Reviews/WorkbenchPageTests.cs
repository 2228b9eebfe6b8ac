using AngleSharp.Dom;
using Bunit;
using Kiket.Portal.Components.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Reviews;

public sealed class WorkbenchPageTests : BenchContext
{
    [Fact]
    public async Task A_reviewer_claims_ticks_writes_the_reply_and_asks_for_changes()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        var bar = (await BenchAsync(submission)).Checklist[0];

        await page.FindAll($"input[name='bar-{bar.Id}']")[1].ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("1 of 8 checked", page.Markup, StringComparison.Ordinal));
        await page.PressAsync("Write a message from failed bars");
        await page.PressAsync("Ask for changes");

        page.WaitForAssertion(() => Assert.Contains("waiting for changes", page.Markup, StringComparison.Ordinal));
        Assert.Equal(bar.ReplySentence, Assert.Single((await Scenario.FindAsync(submission)).ChangeRequests).Text);
    }

    [Fact]
    public async Task What_was_sent_is_no_longer_announced_once_the_publisher_submits_again()
    {
        await Scenario.InReviewAsync(id: "dev.acme.waiting", fullName: "acme/waiting");
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        await page.TypeAsync("#decision-message", "Name the host.");
        await page.PressAsync("Ask for changes");
        page.WaitForAssertion(() => Assert.Contains("Sent. The publisher sees", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Next: ", page.Markup, StringComparison.Ordinal);

        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        await Services.GetRequiredService<SubmissionTopic>().PublishAsync(submission);

        page.WaitForAssertion(() => Assert.Contains("The publisher submitted it again.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Sent. The publisher sees", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Next: ", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_texts_of_listing_and_documents_stand_side_by_side_with_the_words_marked()
    {
        await Scenario.ListedAsync();
        var submission = await Scenario.InReviewAsync(
            "1.1.0", details: Kiket.Portal.Tests.Submissions.Scenario.Details with { Summary = "Tells the whole channel about risky work." });
        var page = Open(submission);

        var texts = page.Find("section[aria-labelledby=texts-title]");
        Assert.Contains("on-call", string.Concat(texts.QuerySelectorAll("del").Select(part => part.TextContent)), StringComparison.Ordinal);
        Assert.Contains("whole", string.Concat(texts.QuerySelectorAll("ins").Select(part => part.TextContent)), StringComparison.Ordinal);
        // The changelog has an entry for 1.1.0 instead of the one for 1.0.0.
        await page.Find("[aria-label='Show both texts of Changelog entry for 1.1.0']").ClickAsync(new());
        Assert.Contains("Quieter at night.", page.Find("[aria-label='Changelog entry for 1.1.0 before and after']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_opens_at_the_reviewed_commit_file_by_file()
    {
        var submission = await Scenario.InReviewAsync();
        var commit = (await Scenario.FindAsync(submission)).Commit;

        var page = Open(submission);

        var links = page.FindAll("section[aria-labelledby=source-title] a").Select(link => link.GetAttribute("href")).ToList();
        Assert.Contains(links, link => link!.EndsWith($"/tree/{commit}", StringComparison.Ordinal));
        Assert.Contains(links, link => link!.EndsWith($"/blob/{commit}/.kiket/manifest.yaml", StringComparison.Ordinal));
        Assert.Contains(links, link => link!.EndsWith($"/blob/{commit}/README.md", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_belongs_to_the_publisher_sees_nothing_of_the_workbench_and_why()
    {
        var submission = await Scenario.InReviewAsync();

        SignIn(Scenario.Ina);
        RenderProviders();
        var page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));

        Assert.Contains("You belong to the organization that submitted this.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".kp-workbench"));
    }

    [Fact]
    public async Task Another_reviewer_sees_who_holds_it_and_takes_over_after_being_asked()
    {
        var submission = await Scenario.InReviewAsync();
        await ClaimAsync(submission, Scenario.Rob);
        var page = Open(submission);

        Assert.Contains("Claimed by rob", page.Find(".claim").TextContent, StringComparison.Ordinal);
        Assert.Contains("15 min", page.Find(".claim").TextContent, StringComparison.Ordinal);
        await page.PressAsync("Take over");
        Assert.Contains("rob is notified at once", page.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        await page.PressAsync("Take it over");

        page.WaitForAssertion(() => Assert.Contains("You have claimed this", page.Find(".claim").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_one_it_is_taken_from_is_told_at_once_and_keeps_what_was_typed()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        await page.TypeAsync("#decision-message", "The host isn't named.");
        await page.TypeAsync("#decision-items", "Name the host.");

        await ClaimAsync(submission, Scenario.Rob, takeOver: true);
        await Services.GetRequiredService<SubmissionTopic>().PublishAsync(submission);

        page.WaitForAssertion(() => Assert.Contains("rob took this over", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Approve and list", page.Markup, StringComparison.Ordinal);
        Assert.Equal("The host isn't named.", Text("#decision-message"));
        Assert.Equal("Name the host.", Text("#decision-items"));

        string? Text(string field) => page.Find(field).GetAttribute("value") ?? page.Find(field).TextContent;
    }

    [Fact]
    public async Task A_push_in_the_middle_is_announced_and_blocks_until_it_was_looked_at()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        var commit = Scenario.GitHub.Push(
            Tests.Submissions.Scenario.FullName,
            SampleRepository.Complete(Tests.Submissions.Scenario.Id, "1.0.0")
                .With("README.md", "# Acme Alerts\n\nOther words, and more of them.\n"));
        Tests.Submissions.Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None));
        await Services.GetRequiredService<SubmissionTopic>().PublishAsync(submission);

        page.WaitForAssertion(() => Assert.Contains($"There is a new commit, {commit[..7]}.", page.Markup, StringComparison.Ordinal));
        Assert.True(Button(page, "Approve and list").HasAttribute("disabled"));
        await page.PressAsync("Review the new version");

        Assert.False(Button(page, "Approve and list").HasAttribute("disabled"));
        await page.PressAsync("Approve and list");
        await page.PressAsync("Approve anyway");
        page.WaitForAssertion(() => Assert.Contains("This submission is approved", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_decision_says_what_it_did_and_offers_the_one_that_waits_longest()
    {
        var submission = await Scenario.InReviewAsync();
        var next = await Scenario.InReviewAsync(id: "dev.acme.next", fullName: "acme/next");
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        await page.TypeAsync("#decision-message", "Not yet.");
        await page.PressAsync("Reject");

        await page.PressAsync("Reject it");

        page.WaitForAssertion(() => Assert.Equal("Rejected. The publisher sees your reason.", page.Find("[role=status].kp-alert").TextContent));
        page.WaitForAssertion(() => Assert.Contains(
            page.FindAll(".kp-workbench-side a"),
            link => link.GetAttribute("href") == $"/review/{next}" && link.TextContent.StartsWith("Next: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refused_decision_says_why_and_keeps_what_was_typed()
    {
        var page = Open(await Scenario.InReviewAsync());
        await page.PressAsync("Claim this submission");
        var item = new string('a', ChangeRequest.MaxTextLength + 1);
        page.Find("#decision-items").Input(item);

        await page.PressAsync("Ask for changes");

        page.WaitForAssertion(() => Assert.Contains(
            "An item has 1001 characters; the limit is 1000",
            page.Find("[role=alert]").TextContent,
            StringComparison.Ordinal));
        Assert.Equal(item, page.Find("#decision-items").GetAttribute("value"));
        Assert.False(Button(page, "Ask for changes").HasAttribute("disabled"));
    }

    [Fact]
    public async Task When_another_decided_first_one_learns_who()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        await page.PressAsync("Claim this submission");
        await ClaimAsync(submission, Scenario.Rob, takeOver: true);
        Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No.", actor: Scenario.Rob));

        page.WaitForAssertion(() => Assert.Contains("This submission is rejected. There is nothing to decide now.", page.Markup, StringComparison.Ordinal));
        Assert.Contains(
            page.FindAll(".kp-conversation li"),
            entry => entry.TextContent.Contains("rob", StringComparison.Ordinal)
                && entry.TextContent.Contains("rejected it", StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Approve and list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_changed_is_told_as_meaning_and_as_text()
    {
        await Scenario.ListedAsync();
        var page = Open(await Scenario.InReviewAsync("1.1.0"));

        Assert.Contains("What changed since 1.0.0", page.Markup, StringComparison.Ordinal);
        Assert.Contains("The changelog now has an entry for 1.1.0.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("version: 1.0.0", page.Find("td.removed").TextContent, StringComparison.Ordinal);
        Assert.Contains("version: 1.1.0", page.Find("td.added").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_of_a_colleague_does_not_wipe_away_what_is_typed()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);
        page.Find("#note-text").Input("Mine");
        Assert.True((await Scenario.Get<WriteNote>().RunAsync(submission, "Theirs", -1, Scenario.Rob, CancellationToken.None)).Succeeded);
        var renders = page.RenderCount;
        await Services.GetRequiredService<SubmissionTopic>().PublishAsync(submission);
        page.WaitForState(() => page.RenderCount > renders);

        await page.PressAsync("Save note");

        page.WaitForAssertion(() => Assert.Contains("Theirs: “Theirs”", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Mine", page.Find("#note-text").GetAttribute("value"));
        await page.PressAsync("Replace it with mine");
        page.WaitForAssertion(() => Assert.DoesNotContain("Theirs:", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Mine", (await BenchAsync(submission)).Note!.Text);
    }

    [Fact]
    public async Task An_operator_reads_everything_and_changes_nothing()
    {
        var submission = await Scenario.InReviewAsync();
        Assert.True((await Scenario.Get<WriteNote>().RunAsync(submission, "Ask about the host.", -1, Scenario.Rob, CancellationToken.None)).Succeeded);
        SignIn(Scenario.Olu);
        RenderProviders();
        var page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));
        page.WaitForElement(".claim");

        Assert.Contains("You read this as an operator.", page.Find(".claim").TextContent, StringComparison.Ordinal);
        Assert.Contains("Ask about the host.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#decision-title, #note-text, #message-text"));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("laim", StringComparison.Ordinal));
        Assert.All(page.FindAll("fieldset"), bar => Assert.True(bar.HasAttribute("disabled")));
        Assert.Equal("platform_role_missing", (await Scenario.Get<WriteNote>().RunAsync(submission, "Mine.", 0, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal(
            "platform_role_missing",
            (await Scenario.Get<Kiket.Portal.Reviews.Queue.ClaimSubmission>().RunAsync(new(submission, false, Scenario.Olu), CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Olu)).Code());
    }

    [Fact]
    public async Task Second_round_shows_what_changed_since_the_reviewer_looked_and_remembers_what_they_saw()
    {
        var submission = await Scenario.InReviewAsync();
        SignIn(Scenario.Rita);
        RenderProviders();
        var page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));
        page.WaitForElement(".claim");
        Assert.Contains("What it asks for", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#round-title"));
        Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Shorter, please."));
        Tests.Submissions.Scenario.Done(await Scenario.DescribeAsync(
            submission, Tests.Submissions.Scenario.Details with { Summary = "Tells everyone about risky work." }));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));

        page.WaitForAssertion(() => Assert.Equal("0 of 1 seen", page.Find("section[aria-labelledby=round-title] [role=status]").TextContent));
        Assert.Contains("everyone", page.Find("section[aria-labelledby=round-title] ins").TextContent, StringComparison.Ordinal);
        // Nothing comes before the text, not even a space.
        Assert.StartsWith("removed: Tells", page.Find("section[aria-labelledby=round-title] .removed").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("details [data-shortcut=d]"));
        await page.Find("section[aria-labelledby=round-title] input[type=checkbox]").ChangeAsync(true);
        page.WaitForAssertion(() => Assert.Equal("1 of 1 seen", page.Find("section[aria-labelledby=round-title] [role=status]").TextContent));
        page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));
        page.WaitForAssertion(() => Assert.Equal("1 of 1 seen", page.Find("section[aria-labelledby=round-title] [role=status]").TextContent));
    }

    private IRenderedComponent<WorkbenchPage> Open(Guid submission)
    {
        SignIn(Scenario.Rita);
        RenderProviders();
        var page = Render<WorkbenchPage>(parameters => parameters.Add(part => part.SubmissionId, submission));
        page.WaitForElement(".claim");
        return page;
    }

    private static IElement Button(IRenderedComponent<WorkbenchPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
