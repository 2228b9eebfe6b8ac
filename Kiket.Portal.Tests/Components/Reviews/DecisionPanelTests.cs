using AngleSharp.Dom;
using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Reviews;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using MudBlazor;

namespace Kiket.Portal.Tests.Components.Reviews;

public sealed class DecisionPanelTests : BenchContext
{
    private (Decision Decision, string Message, IReadOnlyList<NewChangeRequest> Items)? _decided;
    private string? _escalated;

    [Fact]
    public async Task Without_words_only_an_approval_is_possible()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);

        Assert.Equal([false, true, true, true], panel.FindAll("button").Select(button => button.HasAttribute("disabled")));
        await Button(panel, "Approve and list").ClickAsync(new());
        Assert.Null(_decided);
        Assert.Contains("quality bars have no answer yet.", panel.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);

        await Button(panel, "Approve anyway").ClickAsync(new());
        Assert.Equal((Decision.Approve, ""), (_decided!.Value.Decision, _decided.Value.Message));
    }

    [Fact]
    public async Task Each_line_is_an_item_and_needs_no_message()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);

        panel.Find("#decision-items").Input("Name the channel.\n\n- Say why.\n");
        await Button(panel, "Ask for changes").ClickAsync(new());

        Assert.Equal(Decision.RequestChanges, _decided!.Value.Decision);
        Assert.Equal(["Name the channel.", "Say why."], _decided.Value.Items.Select(item => item.Text));
    }

    [Fact]
    public async Task A_security_fix_is_confirmed_where_the_publisher_marked_one()
    {
        var plain = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);
        Assert.Empty(plain.FindAll("#decision-security-fix"));
        Assert.Null(plain.Instance.ConfirmsSecurityFix);

        var panel = await OpenAsync(
            await Scenario.InReviewAsync(id: "dev.acme.fix", fullName: "acme/fix", details: Scenario.Details with { IsSecurityFix = true }), Scenario.Rita);
        Assert.False(panel.Instance.ConfirmsSecurityFix);
        panel.Find("#decision-security-fix").Change(true);
        Assert.True(panel.Instance.ConfirmsSecurityFix);
    }

    [Fact]
    public async Task Rejecting_asks_first_and_says_whom_it_affects()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);
        panel.Find("#decision-message").Input("No.");

        await Button(panel, "Reject").ClickAsync(new());
        Assert.Null(_decided);
        Assert.Contains("ACME gets your message", panel.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);

        await Button(panel, "Reject it").ClickAsync(new());
        Assert.Equal((Decision.Reject, "No."), (_decided!.Value.Decision, _decided.Value.Message));
    }

    [Fact]
    public async Task Approving_over_a_failing_quality_bar_asks_first_and_names_it()
    {
        var submission = await Scenario.InReviewAsync();
        RenderProviders();
        var bench = await BenchAsync(submission, Scenario.Rita);
        var bar = bench.Checklist.First(item => item.Severity != ChecklistSeverity.Advice);
        var panel = Render<DecisionPanel>(parameters => parameters
            .Add(part => part.Bench, bench with { Marks = new Dictionary<Guid, ChecklistMark> { [bar.Id] = ChecklistMark.Fails } })
            .Add(part => part.Me, Scenario.Rita.UserId)
            .Add(part => part.HasClaim, true)
            .Add(part => part.Decide, (decision, message, items) => { _decided = (decision, message, items); return Task.CompletedTask; })
            .Add(part => part.Escalate, _ => Task.CompletedTask));

        await Button(panel, "Approve and list").ClickAsync(new());
        Assert.Null(_decided);
        Assert.Contains(bar.Text, panel.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);

        await Button(panel, "Approve anyway").ClickAsync(new());
        Assert.Equal(Decision.Approve, _decided!.Value.Decision);
    }

    [Fact]
    public async Task Leaving_it_to_another_says_that_the_publisher_does_not_read_the_reason()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);
        panel.Find("#decision-message").Input("I know them.");

        await Button(panel, "Pass to another reviewer").ClickAsync(new());
        Assert.Contains("not to the publisher", panel.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        await Button(panel, "Pass it on").ClickAsync(new());

        Assert.Equal("I know them.", _escalated);
    }

    [Fact]
    public async Task A_saved_reply_is_added_below_what_is_typed()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita);
        panel.Find("#decision-message").Input("Hello.");
        var reply = (await BenchAsync(await Scenario.InReviewAsync(id: "dev.acme.b", fullName: "acme/b"))).Replies[0];

        await panel.InvokeAsync(() => panel.FindComponent<MudSelect<Guid?>>().Instance.SelectOption((Guid?)reply.Id));

        Assert.Equal($"Hello.\n{reply.Text}", panel.Find("#decision-message").GetAttribute("value"));
    }

    [Fact]
    public async Task The_first_of_two_is_called_so_and_then_left_to_the_second()
    {
        var submission = await Scenario.InReviewAsync(details: Tests.Submissions.Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });
        Assert.Contains("Approve, first of two", (await OpenAsync(submission, Scenario.Rita)).Markup, StringComparison.Ordinal);

        Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        Assert.Contains("rob must approve it too.", (await OpenAsync(submission, Scenario.Rita)).Markup, StringComparison.Ordinal);
        Assert.Contains("Approve and list", (await OpenAsync(submission, Scenario.Rob)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_of_two_may_take_it_back_and_the_second_has_nobody_to_leave_it_to()
    {
        var submission = await Scenario.InReviewAsync(details: Tests.Submissions.Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });
        Tests.Submissions.Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        var first = await OpenAsync(submission, Scenario.Rita);
        Assert.Equal(["Ask for changes", "Reject"], first.FindAll("button").Select(button => button.TextContent.Trim()));
        first.Find("#decision-message").Input("I missed the price.");
        await Button(first, "Ask for changes").ClickAsync(new());
        Assert.Equal((Decision.RequestChanges, "I missed the price."), (_decided!.Value.Decision, _decided.Value.Message));

        var second = await OpenAsync(submission, Scenario.Rob);
        Assert.Equal(["Approve and list", "Ask for changes", "Reject"], second.FindAll("button").Select(button => button.TextContent.Trim()));
    }

    [Fact]
    public async Task Without_the_hold_there_is_nothing_to_press()
    {
        var panel = await OpenAsync(await Scenario.InReviewAsync(), Scenario.Rita, hasClaim: false);

        Assert.Empty(panel.FindAll("button"));
        Assert.Contains("Claim this submission to decide", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_decided_has_no_buttons()
    {
        var panel = await OpenAsync(await Scenario.ListedAsync(), Scenario.Rita);

        Assert.Empty(panel.FindAll("button"));
        Assert.Contains("This submission is approved", panel.Markup, StringComparison.Ordinal);
    }

    private static IElement Button(IRenderedComponent<DecisionPanel> panel, string text) =>
        panel.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private async Task<IRenderedComponent<DecisionPanel>> OpenAsync(Guid submission, Actor reviewer, bool hasClaim = true)
    {
        RenderProviders();
        var bench = await BenchAsync(submission, reviewer);
        return Render<DecisionPanel>(parameters => parameters
            .Add(part => part.Bench, bench)
            .Add(part => part.Me, reviewer.UserId)
            .Add(part => part.HasClaim, hasClaim)
            .Add(part => part.Escalate, reason =>
            {
                _escalated = reason;
                return Task.CompletedTask;
            })
            .Add(part => part.Decide, (decision, message, items) =>
            {
                _decided = (decision, message, items);
                return Task.CompletedTask;
            }));
    }
}
