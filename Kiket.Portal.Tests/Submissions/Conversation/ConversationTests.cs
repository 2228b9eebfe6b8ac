using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Conversation;

public sealed class ConversationTests : ScenarioTests
{
    private SendMessage Send => Scenario.Get<SendMessage>();

    [Fact]
    public async Task A_publishers_message_reaches_the_reviewers_and_an_answer_the_publishers()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.True((await Send.RunAsync(submission, Side.Publisher, " Which channel do you mean? ", Scenario.Ada, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Send.RunAsync(submission, Side.Reviewer, "#ops.", Scenario.Rita, CancellationToken.None)).Succeeded);

        Assert.Equal(
            [("Which channel do you mean?", Side.Publisher), ("#ops.", Side.Reviewer)],
            (await Scenario.FindAsync(submission)).Entries.Where(entry => entry.Kind == SubmissionEntryKind.Message).Select(entry => (entry.Text, entry.Side)));
        var notified = await Scenario.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Title.Contains("wrote about")).ToListAsync());
        Assert.Equal(
            new[] { Scenario.Rita.UserId, Scenario.Rob.UserId, Scenario.Ina.UserId }.Order(),
            notified
                .Where(notification => notification.Link.StartsWith("/review/", StringComparison.Ordinal))
                .Select(notification => notification.UserId)
                .Order());
        Assert.Equal(
            new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(),
            notified
                .Where(notification => notification.Link.StartsWith("/orgs/acme/", StringComparison.Ordinal))
                .Select(notification => notification.UserId)
                .Order());
    }

    [Theory]
    [InlineData("", "message_length")]
    [InlineData("   ", "message_length")]
    public async Task An_empty_message_is_refused(string text, string code) =>
        Assert.Equal(code, (await Send.RunAsync(await Scenario.InReviewAsync(), Side.Publisher, text, Scenario.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task A_message_without_end_is_refused() =>
        Assert.Equal(
            "message_length",
            (await Send.RunAsync(
                await Scenario.InReviewAsync(),
                Side.Publisher,
                new string('m', SendMessage.MaxLength + 1),
                Scenario.Ada,
                CancellationToken.None)).Code());

    [Fact]
    public async Task Nobody_speaks_for_a_side_that_is_not_theirs()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal("not_found", (await Send.RunAsync(submission, Side.Reviewer, "Hello", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(submission, Side.Publisher, "Hello", Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(submission, Side.Publisher, "Hello", Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Send.RunAsync(submission, Side.Publisher, "Hello", Scenario.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Nobody_poses_as_the_portal_or_as_reviewer_of_their_own_organizations_submission()
    {
        var submission = await Scenario.InReviewAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Send.RunAsync(submission, Side.Portal, "Approved.", Scenario.Rita, CancellationToken.None));
        Assert.Equal("own_organization", (await Send.RunAsync(submission, Side.Reviewer, "Looks fine to me.", Scenario.Ina, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_draft_and_a_decided_submission_have_no_conversation()
    {
        var draft = await Scenario.ReadyAsync();
        Assert.Equal("submission_not_open", (await Send.RunAsync(draft, Side.Publisher, "Hello", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(draft, Side.Reviewer, "Hello", Scenario.Rita, CancellationToken.None)).Code());

        await Scenario.SubmitAsync(draft);
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Reject, "No."));
        Assert.Equal("submission_not_open", (await Send.RunAsync(draft, Side.Publisher, "But", Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_draft_is_thrown_away_and_a_submission_is_taken_back()
    {
        var withdraw = Scenario.Get<WithdrawSubmission>();
        var draft = await Scenario.StartAsync();
        var submission = await Scenario.InReviewAsync();

        Assert.True((await withdraw.RunAsync(draft, Scenario.Ben, CancellationToken.None)).Succeeded);
        Assert.True((await withdraw.RunAsync(submission, Scenario.Ben, CancellationToken.None)).Succeeded);

        Assert.Null(await Scenario.FindAsync(draft));
        Assert.Equal(SubmissionState.Withdrawn, (await Scenario.FindAsync(submission)).State);
        Assert.Equal("submission_not_open", (await withdraw.RunAsync(submission, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await withdraw.RunAsync(submission, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await withdraw.RunAsync(submission, Scenario.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_is_approved_cannot_be_withdrawn() =>
        Assert.Equal(
            "submission_not_open",
            (await Scenario.Get<WithdrawSubmission>().RunAsync(await Scenario.ListedAsync(), Scenario.Ada, CancellationToken.None)).Code());
}
