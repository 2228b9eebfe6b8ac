using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Decisions;

/// <summary>What is newly paid needs two different approvers.</summary>
public sealed class SecondApproverTests : ScenarioTests
{
    private static ListingDetails Paid { get; } = Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) };

    [Fact]
    [Asvs("V2.3.5")]
    public async Task The_first_approval_lists_nothing_and_the_second_one_does()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);

        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve)).State);
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Release>().CountAsync()));
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).State);

        Assert.Equal("rita and rob", (await Scenario.QueryAsync(db => db.Set<Release>().SingleAsync())).ApprovedBy);
        Assert.Equal(
            ["submission.approved_first", "submission.approved"],
            await Scenario.QueryAsync(db => db.Set<AuditEntry>()
                .Where(entry => entry.SubjectId == submission.ToString() && entry.Action.StartsWith("submission.approved"))
                .OrderBy(entry => entry.At)
                .Select(entry => entry.Action)
                .ToListAsync()));
    }

    [Fact]
    [Asvs("V2.3.5")]
    public async Task One_reviewer_is_not_two()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        var again = await Scenario.DecideAsync(submission, Decision.Approve);

        Assert.Equal("second_approver_needed", again.Code());
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Fact]
    public async Task The_other_reviewers_learn_that_a_second_one_is_needed()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Title.Contains("second approver")).ToListAsync());
        Assert.Equal(new[] { Scenario.Rob.UserId, Scenario.Ina.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.Contains("paid for the first time", notified[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_changes_both_approve_anew()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, actor: Scenario.Rob));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).State);
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve)).State);
    }

    [Fact]
    public async Task A_second_reviewer_may_reject_what_the_first_approved()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        Assert.Equal(SubmissionState.Rejected, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, actor: Scenario.Rob)).State);
    }

    [Fact]
    public async Task The_next_version_at_the_same_price_needs_one()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));

        var next = await Scenario.InReviewAsync("1.1.0", details: Paid);

        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(next, Decision.Approve)).State);
    }

    [Fact]
    [Asvs("V8.2.3")]
    public async Task Who_leaves_it_to_another_no_longer_decides_and_the_reason_stays_among_reviewers()
    {
        var submission = await Scenario.InReviewAsync();

        var left = await Scenario.Get<EscalateSubmission>().RunAsync(submission, "I know the publisher.", Scenario.Rita, CancellationToken.None);

        Assert.True(left.Succeeded, left.Error?.Message);
        Assert.Equal("escalated", (await Scenario.DecideAsync(submission, Decision.Approve)).Code());
        Assert.DoesNotContain((await Scenario.FindAsync(submission)).Entries, entry => entry.Text.Contains("I know", StringComparison.Ordinal));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
    }

    [Theory]
    [InlineData(Decision.Reject, SubmissionState.Rejected)]
    [InlineData(Decision.RequestChanges, SubmissionState.ChangesRequested)]
    public async Task Either_of_two_is_enough_to_refuse_it_the_first_approver_too(Decision decision, SubmissionState state)
    {
        foreach (var (round, refusing) in new[] { Scenario.Rita, Scenario.Rob }.Index())
        {
            var submission = await Scenario.InReviewAsync("1.0.0", $"dev.acme.either{round}", $"acme/either{round}", Paid);
            Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

            Assert.Equal(state, Scenario.Done(await Scenario.DecideAsync(submission, decision, "It will not do.", actor: refusing)).State);
        }
    }

    [Theory]
    [InlineData(Decision.Approve, SubmissionState.Approved)]
    [InlineData(Decision.Reject, SubmissionState.Rejected)]
    [InlineData(Decision.RequestChanges, SubmissionState.ChangesRequested)]
    public async Task The_last_of_two_cannot_leave_it_to_a_third_who_is_not_there_and_decides(Decision decision, SubmissionState state)
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        var left = await LeaveAsync(submission, Scenario.Rob);

        Assert.Equal("nobody_else", left.Code());
        Assert.DoesNotContain((await Scenario.FindAsync(submission)).Entries, entry => entry.Kind == SubmissionEntryKind.Escalated);
        Assert.Equal(state, Scenario.Done(await Scenario.DecideAsync(submission, decision, "Looked at.", actor: Scenario.Rob)).State);
    }

    [Fact]
    public async Task Of_two_reviewers_one_leaves_it_and_the_other_cannot_leave_it_back()
    {
        var submission = await Scenario.InReviewAsync();
        Assert.True((await LeaveAsync(submission, Scenario.Rita)).Succeeded);

        Assert.Equal("nobody_else", (await LeaveAsync(submission, Scenario.Rob)).Code());
        Assert.Equal("escalated", (await Scenario.DecideAsync(submission, Decision.Reject)).Code());
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
    }

    [Fact]
    public async Task Who_left_it_gives_the_second_approval_when_there_is_nobody_else_for_it()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Assert.True((await LeaveAsync(submission, Scenario.Rita)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));

        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve)).State);
        Assert.Equal("rob and rita", (await Scenario.QueryAsync(db => db.Set<Release>().SingleAsync())).ApprovedBy);
    }

    [Fact]
    public async Task With_a_third_reviewer_it_stays_left_and_the_third_approves()
    {
        var zoe = await Scenario.Database.AddPersonAsync("zoe", PlatformRoles.Reviewer);
        var submission = await Scenario.InReviewAsync(details: Paid);
        Assert.True((await LeaveAsync(submission, Scenario.Rita)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));

        Assert.Equal("escalated", (await Scenario.DecideAsync(submission, Decision.Approve)).Code());
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: zoe)).State);
    }

    [Fact]
    public async Task What_was_left_to_a_reviewer_whose_role_is_gone_comes_back()
    {
        var submission = await Scenario.InReviewAsync();
        Assert.True((await LeaveAsync(submission, Scenario.Rita)).Succeeded);
        await Scenario.QueryAsync(async db =>
        {
            (await db.Set<PortalUser>().SingleAsync(user => user.Id == Scenario.Rob.UserId)).SetPlatformRoles(PlatformRoles.None);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve)).State);
    }

    [Fact]
    public async Task After_an_appeal_who_rejected_it_may_join_the_others_approval_and_no_more()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "Too dear."));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Scenario.Get<AppealRejection>().RunAsync(submission, "It is worth it.", Scenario.Ada, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Approve)).Code());
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Reject, "Too dear.")).Code());
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve)).State);
    }

    [Fact]
    public async Task After_an_appeal_who_rejected_it_leaves_the_second_approval_to_a_third_reviewer()
    {
        var zoe = await Scenario.Database.AddPersonAsync("zoe", PlatformRoles.Reviewer);
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "Too dear."));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Scenario.Get<AppealRejection>().RunAsync(submission, "It is worth it.", Scenario.Ada, CancellationToken.None)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));

        Assert.Equal("appeal_needs_another", (await Scenario.DecideAsync(submission, Decision.Approve)).Code());
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: zoe)).State);
    }

    private Task<Result> LeaveAsync(Guid submission, Actor reviewer) =>
        Scenario.Get<EscalateSubmission>().RunAsync(submission, "Somebody else should look.", reviewer, CancellationToken.None);
}
