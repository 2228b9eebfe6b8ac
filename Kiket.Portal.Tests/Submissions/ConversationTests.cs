using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class ConversationTests : OnTheWay
{
    private SendMessage Send => Way.Get<SendMessage>();

    [Fact]
    public async Task A_publishers_message_reaches_the_reviewers_and_an_answer_the_publishers()
    {
        var submission = await Way.InReviewAsync();

        Assert.True((await Send.RunAsync(submission, Side.Publisher, " Which channel do you mean? ", Way.Ada, CancellationToken.None)).Succeeded);
        Way.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Send.RunAsync(submission, Side.Reviewer, "#ops.", Way.Rita, CancellationToken.None)).Succeeded);

        Assert.Equal(
            [("Which channel do you mean?", Side.Publisher), ("#ops.", Side.Reviewer)],
            (await Way.FindAsync(submission)).Entries.Where(entry => entry.Kind == SubmissionEntryKind.Message).Select(entry => (entry.Text, entry.Side)));
        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Title.Contains("wrote about")).ToListAsync());
        Assert.Equal(
            new[] { Way.Rita.UserId, Way.Rob.UserId, Way.Ina.UserId }.Order(),
            told.Where(notification => notification.Link.StartsWith("/review/", StringComparison.Ordinal)).Select(notification => notification.UserId).Order());
        Assert.Equal(
            new[] { Way.Ada.UserId, Way.Ben.UserId }.Order(),
            told.Where(notification => notification.Link.StartsWith("/orgs/acme/", StringComparison.Ordinal)).Select(notification => notification.UserId).Order());
    }

    [Theory]
    [InlineData("", "message_length")]
    [InlineData("   ", "message_length")]
    public async Task An_empty_message_is_refused(string text, string code) =>
        Assert.Equal(code, (await Send.RunAsync(await Way.InReviewAsync(), Side.Publisher, text, Way.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task A_message_without_end_is_refused() =>
        Assert.Equal("message_length", (await Send.RunAsync(await Way.InReviewAsync(), Side.Publisher, new string('m', SendMessage.MaxLength + 1), Way.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task Nobody_speaks_for_a_side_that_is_not_theirs()
    {
        var submission = await Way.InReviewAsync();

        Assert.Equal("not_found", (await Send.RunAsync(submission, Side.Reviewer, "Hello", Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(submission, Side.Publisher, "Hello", Way.Rita, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(submission, Side.Publisher, "Hello", Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Send.RunAsync(submission, Side.Publisher, "Hello", Way.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Nobody_poses_as_the_portal_or_as_reviewer_of_their_own_organizations_submission()
    {
        var submission = await Way.InReviewAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Send.RunAsync(submission, Side.Portal, "Approved.", Way.Rita, CancellationToken.None));
        Assert.Equal("own_organization", (await Send.RunAsync(submission, Side.Reviewer, "Looks fine to me.", Way.Ina, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_draft_and_a_decided_submission_have_no_conversation()
    {
        var draft = await Way.ReadyAsync();
        Assert.Equal("submission_not_open", (await Send.RunAsync(draft, Side.Publisher, "Hello", Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Send.RunAsync(draft, Side.Reviewer, "Hello", Way.Rita, CancellationToken.None)).Code());

        await Way.SubmitAsync(draft);
        Way.Done(await Way.DecideAsync(draft, Decision.Reject, "No."));
        Assert.Equal("submission_not_open", (await Send.RunAsync(draft, Side.Publisher, "But", Way.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Two_messages_at_the_same_instant_are_both_kept()
    {
        var submission = await Way.InReviewAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(number =>
            Task.Run(() => Send.RunAsync(submission, Side.Publisher, $"Message {number}", number % 2 == 0 ? Way.Ada : Way.Ben, CancellationToken.None))));

        Assert.All(sent, result => Assert.True(result.Succeeded, result.Error?.Message));
        Assert.Equal(10, (await Way.FindAsync(submission)).Entries.Count(entry => entry.Kind == SubmissionEntryKind.Message));
    }

    [Fact]
    public async Task A_draft_is_thrown_away_and_a_submission_is_taken_back()
    {
        var withdraw = Way.Get<WithdrawSubmission>();
        var draft = await Way.StartAsync();
        var submission = await Way.InReviewAsync();

        Assert.True((await withdraw.RunAsync(draft, Way.Ben, CancellationToken.None)).Succeeded);
        Assert.True((await withdraw.RunAsync(submission, Way.Ben, CancellationToken.None)).Succeeded);

        Assert.Null(await Way.FindAsync(draft));
        Assert.Equal(SubmissionState.Withdrawn, (await Way.FindAsync(submission)).State);
        Assert.Equal("submission_not_open", (await withdraw.RunAsync(submission, Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await withdraw.RunAsync(submission, Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await withdraw.RunAsync(submission, Way.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_is_approved_cannot_be_withdrawn() =>
        Assert.Equal("submission_not_open", (await Way.Get<WithdrawSubmission>().RunAsync(await Way.ListedAsync(), Way.Ada, CancellationToken.None)).Code());
}
