using AngleSharp.Dom;
using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class SubmissionPageTests : ScenarioContext
{
    [Fact]
    public async Task While_it_waits_the_page_says_who_answers_next_its_place_and_how_long_it_usually_takes()
    {
        await Scenario.InReviewAsync(id: "dev.acme.first", fullName: "acme/first");
        var page = Open(await Scenario.InReviewAsync());

        Assert.Equal("With the reviewers", page.Find("#next-title").TextContent);
        Assert.Contains("A reviewer is next. One submission is ahead of it in the queue.", page.Markup, StringComparison.Ordinal);
        Assert.StartsWith("2", page.Find("#queue-place").TextContent, StringComparison.Ordinal);
        Assert.Contains("The target is two working days", page.Find(".kp-usual-time").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Submitted for review"], page.FindAll(".kp-timeline strong").Select(line => line.TextContent));
    }

    [Fact]
    public async Task What_was_submitted_stays_readable_while_it_waits_and_after_it_is_decided()
    {
        var submission = await Scenario.InReviewAsync(details: Kiket.Portal.Tests.Submissions.Scenario.Details with
        {
            Pricing = new Pricing(PriceModel.Flat, 900),
            ReviewerNotes = "Sign in as <b>test</b>.",
        });
        var page = Open(submission);

        Assert.Contains("$9", page.Find("[aria-labelledby=price-title]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Reads the issue that an alert is about.", page.Find("[aria-labelledby=permissions-title]").TextContent, StringComparison.Ordinal);
        Assert.Contains("You added no documents.", page.Find("[aria-labelledby=compliance-title]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Acme Alerts", page.Find(".kp-preview-frame").TextContent, StringComparison.Ordinal);
        // As text, never as a page.
        Assert.Contains("Sign in as <b>test</b>.", page.Find("[aria-labelledby=reviewer-notes-title]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign in as", page.Find(".kp-preview-frame").TextContent, StringComparison.Ordinal);

        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No."));
        page.WaitForAssertion(() => Assert.Contains("rejected", page.Find("#next-title").TextContent, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("$9", page.Find("[aria-labelledby=price-title]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_place_changes_when_another_is_decided()
    {
        var first = await Scenario.InReviewAsync(id: "dev.acme.first", fullName: "acme/first");
        var page = Open(await Scenario.InReviewAsync());

        // Through the page's own services, whose topics it listens to.
        var decide = Services.GetRequiredService<DecideSubmission>();
        Assert.True((await decide.RunAsync(
            new DecideSubmissionRequest(first, Decision.Approve, "Good.", null, Scenario.Rita),
            CancellationToken.None)).Succeeded);

        page.WaitForAssertion(() => Assert.StartsWith("1", page.Find("#queue-place").TextContent, StringComparison.Ordinal));
        Assert.Contains("It is first in the queue.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_changes_are_asked_for_the_publisher_is_next()
    {
        var submission = await Scenario.InReviewAsync();
        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Name the channel."));
        var page = Open(submission);

        Assert.Equal("The reviewer requested changes", page.Find("#next-title").TextContent);
        Assert.Contains("It is your turn", page.Markup, StringComparison.Ordinal);
        // The list of requests shows it, so the conversation doesn't repeat it.
        Assert.Contains("Name the channel.", page.Find("#requests").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Name the channel.", page.Find(".kp-conversation").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), link => link.TextContent == "Fix and submit again");
        Assert.Empty(page.FindAll("#queue-place"));
    }

    [Fact]
    public async Task Each_request_gets_a_reply_or_is_marked_as_fixed_and_then_it_is_submitted_again_at_once()
    {
        var (submission, _) = await Kiket.Portal.Tests.Submissions.Requests.AskAsync(Scenario);
        var page = Open(submission);
        Assert.Equal("2 open", page.Find("#open-requests").TextContent);
        Assert.Contains("2 requests are open", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Submit again");

        page.Find("#reply-1").Input("It is #ops.");
        await page.Find("form[aria-label='Reply to item 1']").SubmitAsync();
        Assert.Equal("1 open", page.Find("#open-requests").TextContent);
        await page.Find("form[aria-label='Mark item 2 as fixed']").SubmitAsync();
        Assert.Contains("is the commit the reviewer looked at", page.Find("#commit-2-error").TextContent, StringComparison.Ordinal);
        page.Find("#commit-2").Input("abcdef0");
        await page.Find("form[aria-label='Mark item 2 as fixed']").SubmitAsync();

        Assert.Equal("none open", page.Find("#open-requests").TextContent);
        Assert.Equal(["replied", "fixed in abcdef0"], page.FindAll("#requests .kp-badge").Select(badge => badge.TextContent));
        await page.PressAsync("Submit again");
        Assert.Equal("With the reviewers", page.Find("#next-title").TextContent);
    }

    [Fact]
    public async Task Once_decided_the_requests_stay_readable_and_cannot_be_worked_on()
    {
        var (submission, _) = await Kiket.Portal.Tests.Submissions.Requests.AskAsync(Scenario);
        await Scenario.SubmitAsync(submission);
        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No."));
        var page = Open(submission);

        Assert.Contains("Name the channel in the summary.", page.Find("#requests").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#requests form"));
    }

    [Fact]
    public async Task After_the_first_of_two_approvals_a_second_reviewer_is_next()
    {
        var paid = Kiket.Portal.Tests.Submissions.Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) };
        var submission = await Scenario.InReviewAsync(details: paid);
        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, "Fine with me."));
        var page = Open(submission);

        Assert.Contains("One reviewer has approved it", page.Markup, StringComparison.Ordinal);
        Assert.Equal("First of two approvals", page.Find(".kp-timeline strong").TextContent);
        Assert.Contains("a second reviewer is next", page.Find(".kp-conversation").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawing_asks_first()
    {
        var submission = await Scenario.InReviewAsync();
        var page = Open(submission);

        await page.PressAsync("Withdraw");
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
        await page.PressAsync("Withdraw it");

        Assert.Equal("Withdrawn", page.Find("#next-title").TextContent);
        Assert.Equal(SubmissionState.Withdrawn, (await Scenario.FindAsync(submission)).State);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Withdraw" or "Appeal" or "Send message");
    }

    [Fact]
    public async Task What_is_approved_leads_to_its_listing()
    {
        var page = Open(await Scenario.ListedAsync());

        Assert.Equal("Approved and listed", page.Find("#next-title").TextContent);
        Assert.Equal(
            $"/marketplace/{Kiket.Portal.Tests.Submissions.Scenario.Id}",
            page.FindAll("a").Single(link => link.TextContent == "Open the listing").GetAttribute("href"));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Withdraw" or "Appeal");
    }

    [Fact]
    public async Task A_rejection_can_be_appealed_against_with_a_reason_at_its_field()
    {
        var submission = await Scenario.InReviewAsync();
        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "It asks for too much."));
        var page = Open(submission);

        await page.PressAsync("Appeal");
        await page.Find("form.kp-appeal").SubmitAsync();
        Assert.Contains("Say why", page.Find("#appeal-reason-error").TextContent, StringComparison.Ordinal);

        page.Find("#appeal-reason").Input("Only one scope is left.");
        await page.Find("form.kp-appeal").SubmitAsync();

        Assert.Equal("Your appeal is with the reviewers", page.Find("#next-title").TextContent);
        Assert.Contains("A reviewer who did not reject it is next.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Only one scope is left.", page.Find(".kp-conversation").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form.kp-appeal"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_stays_in_the_field()
    {
        var page = Open(await Scenario.InReviewAsync());

        page.Find("#message-text").Input("Hello\u202Eolleh");
        await page.PressAsync("Send message");

        page.WaitForAssertion(() => Assert.Contains("invisible or control characters", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Hello\u202Eolleh", page.Find("#message-text").GetAttribute("value") ?? page.Find("#message-text").TextContent);
    }

    [Fact]
    public async Task Somebody_elses_submission_looks_absent()
    {
        var page = Open(await Scenario.InReviewAsync(), Scenario.Gus);

        Assert.Contains("This submission cannot be opened", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Acme Alerts", page.Markup, StringComparison.Ordinal);
    }

    private static IElement Button(IRenderedComponent<SubmissionPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private IRenderedComponent<SubmissionPage> Open(Guid submission, Actor? person = null)
    {
        SignIn(person ?? Scenario.Ada);
        return Render<SubmissionPage>(parameters => parameters.Add(page => page.Org, "acme").Add(page => page.Id, submission));
    }
}
