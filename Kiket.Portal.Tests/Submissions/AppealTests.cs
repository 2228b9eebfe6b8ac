using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class AppealTests : OnTheWay
{
    private AppealRejection Appeal
    {
        get
        {
            // Two acts at one instant have no order.
            Way.Clock.Advance(TimeSpan.FromSeconds(1));
            return Way.Get<AppealRejection>();
        }
    }

    [Fact]
    public async Task An_appeal_goes_back_to_the_queue_and_another_reviewer_decides()
    {
        var submission = await RejectedAsync();

        Assert.True((await Appeal.RunAsync(submission, "  The scope is read-only since 0.9.  ", Way.Ada, CancellationToken.None)).Succeeded);

        var back = await Way.FindAsync(submission);
        Assert.Equal((SubmissionState.InReview, true), (back.State, back.IsAppeal));
        Assert.Equal((SubmissionEntryKind.Appealed, "The scope is read-only since 0.9."), (back.Entries[^1].Kind, back.Entries[^1].Text));
        Assert.Equal("appeal_needs_another", (await Way.DecideAsync(submission, Decision.Reject, "Still no.", actor: Way.Rita)).Code());
        Assert.Equal("appeal_needs_another", (await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rita)).Code());
        Assert.True((await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rob)).Succeeded);
        Assert.False((await Way.FindAsync(submission)).IsAppeal);
    }

    [Fact]
    public async Task The_other_reviewers_are_told_and_the_log_keeps_the_reason()
    {
        var submission = await RejectedAsync();

        await Appeal.RunAsync(submission, "You looked at the old commit.", Way.Ben, CancellationToken.None);

        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("submission.appealed")).ToListAsync());
        Assert.Equal(Way.Rob.UserId, Assert.Single(told).UserId);
        var entry = await Way.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "submission.appealed"));
        Assert.Equal((Way.Ben.UserId, true), (entry.ActorId, entry.After!.Contains("old commit", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_no_reviewer_is_left_the_operators_are_told()
    {
        var submission = await RejectedAsync();
        await Appeal.RunAsync(submission, "Please look again.", Way.Ada, CancellationToken.None);
        Way.Done(await Way.DecideAsync(submission, Decision.Reject, "No.", actor: Way.Rob));

        Assert.True((await Appeal.RunAsync(submission, "And again.", Way.Ada, CancellationToken.None)).Succeeded);

        var told = await Way.QueryAsync(db => db.Set<Notification>().SingleAsync(notification => notification.Key.StartsWith("submission.appeal_needs_reviewer")));
        Assert.Equal((Way.Olu.UserId, "/operations/people"), (told.UserId, told.Link));
        Assert.Equal("appeal_needs_another", (await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rob)).Code());
    }

    [Fact]
    public async Task Each_decision_can_be_appealed_against_once()
    {
        var submission = await RejectedAsync();
        await Appeal.RunAsync(submission, "Please look again.", Way.Ada, CancellationToken.None);

        var again = await Appeal.RunAsync(submission, "Please look again.", Way.Ben, CancellationToken.None);

        Assert.Equal("submission_not_rejected", again.Code());
        Assert.Contains("waits for another reviewer already", again.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_appeals_at_the_same_instant_are_one()
    {
        var submission = await RejectedAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Appeal.RunAsync(submission, "Please look again.", Way.Ada, CancellationToken.None))));

        Assert.Single(sent, result => result.Succeeded);
        Assert.Single((await Way.FindAsync(submission)).Entries, entry => entry.Kind == SubmissionEntryKind.Appealed);
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "submission.appealed")));
    }

    [Fact]
    public async Task Only_a_rejection_can_be_appealed_against()
    {
        Assert.Equal("submission_not_rejected", (await Appeal.RunAsync(await Way.ReadyAsync(), "Why?", Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_rejected", (await Appeal.RunAsync(await Way.ListedAsync("1.1.0"), "Why?", Way.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_reason_is_needed_bounded_and_plain()
    {
        var submission = await RejectedAsync();

        Assert.Equal("reason_length", (await Appeal.RunAsync(submission, "  ", Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("reason_length", (await Appeal.RunAsync(submission, new string('r', AppealRejection.MaxLength + 1), Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("reason_characters", (await Appeal.RunAsync(submission, "good\u202Edab", Way.Ada, CancellationToken.None)).Code());
        Assert.Equal(SubmissionState.Rejected, (await Way.FindAsync(submission)).State);
    }

    [Fact]
    public async Task Only_who_may_publish_appeals()
    {
        var submission = await RejectedAsync();

        Assert.Equal("submission_not_found", (await Appeal.RunAsync(submission, "Why?", Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Appeal.RunAsync(submission, "Why?", Way.Rita, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Appeal.RunAsync(submission, "Why?", Way.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_version_that_was_overtaken_cannot_come_back_by_appeal()
    {
        var rejected = await RejectedAsync();
        await Way.ListedAsync("1.0.1");

        var appeal = await Appeal.RunAsync(rejected, "Please look again.", Way.Ada, CancellationToken.None);

        Assert.Equal("version_not_greater", appeal.Code());
    }

    [Fact]
    public async Task The_same_version_in_review_elsewhere_is_told_apart()
    {
        var rejected = await RejectedAsync();
        await Way.InReviewAsync();

        Assert.Equal("version_in_review", (await Appeal.RunAsync(rejected, "Please look again.", Way.Ada, CancellationToken.None)).Code());
    }

    private async Task<Guid> RejectedAsync()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.DecideAsync(submission, Decision.Reject, "It asks for too much.", actor: Way.Rita));
        return submission;
    }
}
