using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class AppealTests : ScenarioTests
{
    private AppealRejection Appeal
    {
        get
        {
            // Two acts at one instant have no order.
            Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
            return Scenario.Get<AppealRejection>();
        }
    }

    [Fact]
    public async Task An_appeal_goes_back_to_the_queue_and_another_reviewer_decides()
    {
        var submission = await RejectedAsync();

        Assert.True((await Appeal.RunAsync(submission, "  The scope is read-only since 0.9.  ", Scenario.Ada, CancellationToken.None)).Succeeded);

        var back = await Scenario.FindAsync(submission);
        Assert.Equal((SubmissionState.InReview, true), (back.State, back.IsAppeal));
        Assert.Equal((SubmissionEntryKind.Appealed, "The scope is read-only since 0.9."), (back.Entries[^1].Kind, back.Entries[^1].Text));
        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Reject, "Still no.", actor: Scenario.Rita)).Code());
        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rita)).Code());
        Assert.True((await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).Succeeded);
        Assert.False((await Scenario.FindAsync(submission)).IsAppeal);
    }

    [Fact]
    public async Task An_appeal_is_marked_as_such_in_the_queue()
    {
        var submission = await RejectedAsync();
        await Appeal.RunAsync(submission, "Please look again.", Scenario.Ada, CancellationToken.None);

        var queue = Scenario.Done(await Scenario.Get<Kiket.Portal.Reviews.Queue.QueueQueries>().RunAsync(
            null,
            new Kiket.Portal.Reviews.Queue.QueueFilter(Kiket.Portal.Reviews.Queue.QueueTab.Unclaimed),
            Scenario.Rob,
            new Kiket.Portal.Foundation.PageRequest(1, 10),
            CancellationToken.None));

        Assert.Equal("Appeal against a rejection", Assert.Single(queue.Page.Items).Why);
    }

    [Fact]
    public async Task The_other_reviewers_are_told_and_the_log_keeps_the_reason()
    {
        var submission = await RejectedAsync();

        await Appeal.RunAsync(submission, "You looked at the old commit.", Scenario.Ben, CancellationToken.None);

        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("submission.appealed")).ToListAsync());
        Assert.Equal(Scenario.Rob.UserId, Assert.Single(notified).UserId);
        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "submission.appealed"));
        Assert.Equal((Scenario.Ben.UserId, true), (entry.ActorId, entry.After!.Contains("old commit", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_no_reviewer_is_left_the_operators_are_told()
    {
        var submission = await RejectedAsync();
        await Appeal.RunAsync(submission, "Please look again.", Scenario.Ada, CancellationToken.None);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No.", actor: Scenario.Rob));

        Assert.True((await Appeal.RunAsync(submission, "And again.", Scenario.Ada, CancellationToken.None)).Succeeded);

        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().SingleAsync(notification => notification.Key.StartsWith("submission.appeal_needs_reviewer")));
        Assert.Equal((Scenario.Olu.UserId, "/operations/people"), (notified.UserId, notified.Link));
        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).Code());
    }

    [Fact]
    public async Task Each_decision_can_be_appealed_against_once()
    {
        var submission = await RejectedAsync();
        await Appeal.RunAsync(submission, "Please look again.", Scenario.Ada, CancellationToken.None);

        var again = await Appeal.RunAsync(submission, "Please look again.", Scenario.Ben, CancellationToken.None);

        Assert.Equal("submission_not_rejected", again.Code());
        Assert.Contains("is already waiting for another reviewer", again.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_rejection_can_be_appealed_against()
    {
        Assert.Equal("submission_not_rejected", (await Appeal.RunAsync(await Scenario.ReadyAsync(), "Why?", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(
            "submission_not_rejected",
            (await Appeal.RunAsync(await Scenario.ListedAsync("1.1.0"), "Why?", Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_reason_is_needed_bounded_and_plain()
    {
        var submission = await RejectedAsync();

        Assert.Equal("reason_length", (await Appeal.RunAsync(submission, "  ", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(
            "reason_length",
            (await Appeal.RunAsync(submission, new string('r', AppealRejection.MaxLength + 1), Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("reason_characters", (await Appeal.RunAsync(submission, "good\u202Edab", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(SubmissionState.Rejected, (await Scenario.FindAsync(submission)).State);
    }

    [Fact]
    public async Task Only_who_may_publish_appeals()
    {
        var submission = await RejectedAsync();

        Assert.Equal("submission_not_found", (await Appeal.RunAsync(submission, "Why?", Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Appeal.RunAsync(submission, "Why?", Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Appeal.RunAsync(submission, "Why?", Scenario.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_version_that_was_overtaken_cannot_come_back_by_appeal()
    {
        var rejected = await RejectedAsync();
        await Scenario.ListedAsync("1.0.1");

        var appeal = await Appeal.RunAsync(rejected, "Please look again.", Scenario.Ada, CancellationToken.None);

        Assert.Equal("version_not_greater", appeal.Code());
    }

    [Fact]
    public async Task The_same_version_in_review_elsewhere_is_told_apart()
    {
        var rejected = await RejectedAsync();
        await Scenario.InReviewAsync();

        Assert.Equal("version_in_review", (await Appeal.RunAsync(rejected, "Please look again.", Scenario.Ada, CancellationToken.None)).Code());
    }

    private async Task<Guid> RejectedAsync()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "It asks for too much.", actor: Scenario.Rita));
        return submission;
    }
}
