using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Decisions;

public sealed class DecideSubmissionTests : ScenarioTests
{
    [Theory]
    [InlineData(Decision.Approve, SubmissionState.Approved)]
    [InlineData(Decision.RequestChanges, SubmissionState.ChangesRequested)]
    [InlineData(Decision.Reject, SubmissionState.Rejected)]
    public async Task A_decision_moves_the_submission_and_every_publisher_learns_the_message(Decision decision, SubmissionState state)
    {
        var submission = await Scenario.InReviewAsync();

        Scenario.Done(await Scenario.DecideAsync(submission, decision, "Because of the channel."));

        var found = await Scenario.FindAsync(submission);
        Assert.Equal((state, "Because of the channel.", "rita"), (found.State, found.Entries[^1].Text, found.Entries[^1].AuthorName));
        var notified = await NotificationsAsync();
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.All(notified, notification => Assert.Equal("Because of the channel.", notification.Body));
    }

    [Theory]
    [InlineData("", "What must change:\n- Say who is notified.\n- Name the channel.")]
    [InlineData("Nearly there.", "Nearly there.\n\nWhat must change:\n- Say who is notified.\n- Name the channel.")]
    [InlineData("Please:\n- Say who is notified.\n- Name the channel.", "Please:\n- Say who is notified.\n- Name the channel.")]
    public async Task A_request_for_changes_tells_the_publisher_what_must_change(string message, string expected)
    {
        var submission = await Scenario.InReviewAsync();
        var request = new DecideSubmissionRequest(submission, Decision.RequestChanges, message, ExpectedCommit: null, Scenario.Rita)
        {
            Items = message.Contains("- ", StringComparison.Ordinal) ? [] : [new("Say who is notified."), new("Name the channel.")],
        };

        Scenario.Done(await Scenario.Get<DecideSubmission>().RunAsync(request, CancellationToken.None));

        var notice = await Scenario.QueryAsync(db => db.Set<Notification>()
            .SingleAsync(one => one.UserId == Scenario.Ada.UserId && one.Key.StartsWith("submission.changes_requested")));
        Assert.Equal(expected, notice.Body);
    }

    [Fact]
    [Asvs("V8.3.1")]
    public async Task A_publisher_a_customer_and_a_stranger_do_not_learn_that_it_is_there()
    {
        var submission = await Scenario.InReviewAsync();

        foreach (var person in new[] { Scenario.Ada, Scenario.Mia, Scenario.Gus })
        {
            Assert.Equal(ErrorKind.NotFound, (await Scenario.DecideAsync(submission, Decision.Approve, actor: person)).Error!.Kind);
        }
    }

    [Fact]
    public async Task A_reviewer_does_not_decide_for_their_own_organization()
    {
        var submission = await Scenario.InReviewAsync();

        var refused = await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Ina);

        Assert.Equal((ErrorKind.Forbidden, "own_organization"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Theory]
    [InlineData(Decision.RequestChanges)]
    [InlineData(Decision.Reject)]
    public async Task Asking_for_changes_and_rejecting_need_words(Decision decision)
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal("message_required", (await Scenario.DecideAsync(submission, decision, "  ")).Code());
        Assert.Equal("message_required", (await Scenario.DecideAsync(submission, decision, null)).Code());
        Assert.Equal("message_length", (await Scenario.DecideAsync(submission, decision, new string('m', SendMessage.MaxLength + 1))).Code());
    }

    [Fact]
    public async Task A_decision_about_another_commit_is_refused()
    {
        var submission = await Scenario.InReviewAsync();
        var commit = (await Scenario.FindAsync(submission)).Commit!;

        Assert.Equal("commit_changed", (await Scenario.DecideAsync(submission, Decision.Approve, expectedCommit: new string('0', 40))).Code());
        Assert.Equal("commit_changed", (await Scenario.DecideAsync(submission, Decision.Approve, expectedCommit: commit[..3])).Code());
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, expectedCommit: commit[..7].ToUpperInvariant()));
    }

    [Fact]
    public async Task The_second_decision_learns_who_decided_what_and_when()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No."));

        var refused = await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob);

        Assert.Equal((ErrorKind.Conflict, "submission_not_in_review"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("rita", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("rejected", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("2026", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_and_nothing_at_all_look_alike_to_a_reviewer()
    {
        var draft = await Scenario.ReadyAsync();

        var refused = await Scenario.DecideAsync(draft, Decision.Approve);
        var absent = await Scenario.DecideAsync(Guid.NewGuid(), Decision.Approve);

        Assert.Equal(absent.Error, refused.Error);
    }

    private Task<List<Notification>> NotificationsAsync() =>
        Scenario.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Kind == NotificationKind.Submission).ToListAsync());
}
