using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

/// <summary>Nobody decides on what they submitted or worked on, whatever they belong to today.</summary>
public sealed class PublishersSideTests : ScenarioTests
{
    private static ListingDetails Paid { get; } = Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) };

    [Fact]
    [Asvs("V2.3.5")]
    public async Task Who_submitted_and_left_the_organization_can_do_nothing_as_reviewer()
    {
        await JoinAsync(Scenario.Rita, OrganizationRole.Admin);
        Scenario.Push();
        var submission = await Scenario.StartAsync(Scenario.Rita);
        Scenario.Done(await Scenario.ReadAsync(submission, actor: Scenario.Rita));
        Scenario.Done(await Scenario.DescribeAsync(submission, Scenario.Details, Scenario.Rita));
        Assert.True((await Scenario.SubmitAsync(submission, Scenario.Rita)).Succeeded);
        await LeaveAsync(Scenario.Rita);

        await AssertCanDoNothingAsync(submission, Scenario.Rita, "own_submission");
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
    }

    [Fact]
    public async Task Who_only_belonged_to_it_for_a_while_since_the_draft_began_can_do_nothing()
    {
        var draft = await Scenario.ReadyAsync();
        await JoinAsync(Scenario.Rita, OrganizationRole.Member);
        await LeaveAsync(Scenario.Rita);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        await AssertCanDoNothingAsync(draft, Scenario.Rita, "own_submission");
    }

    [Fact]
    public async Task Who_left_before_the_draft_began_may_decide()
    {
        await JoinAsync(Scenario.Rita, OrganizationRole.Admin);
        await LeaveAsync(Scenario.Rita);
        var submission = await Scenario.InReviewAsync();

        Assert.False(Assert.Single((await QueueAsync(Scenario.Rita)).Page.Items).IsOwn);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
    }

    [Fact]
    public async Task Joining_and_leaving_again_hides_no_earlier_membership()
    {
        await JoinAsync(Scenario.Rita, OrganizationRole.Admin);
        var draft = await Scenario.ReadyAsync();
        await LeaveAsync(Scenario.Rita);
        await JoinAsync(Scenario.Rita, OrganizationRole.Member);
        await LeaveAsync(Scenario.Rita);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        Assert.Equal("own_submission", (await Scenario.DecideAsync(draft, Decision.Approve)).Code());
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<FormerMembership>().CountAsync(former => former.UserId == Scenario.Rita.UserId)));
    }

    [Fact]
    public async Task Who_wrote_on_the_publishers_side_does_not_decide_even_when_no_membership_is_known()
    {
        var submission = await Scenario.InReviewAsync();
        await JoinAsync(Scenario.Rita, OrganizationRole.Admin);
        Assert.True((await Scenario.Get<SendMessage>()
            .RunAsync(submission, Side.Publisher, "We changed the wording.", Scenario.Rita, CancellationToken.None)).Succeeded);
        await LeaveAsync(Scenario.Rita);
        // As it was before ended memberships were kept.
        await Scenario.QueryAsync(db => db.Set<FormerMembership>().ExecuteDeleteAsync());

        await AssertCanDoNothingAsync(submission, Scenario.Rita, "own_submission");
    }

    [Fact]
    public async Task Who_gave_it_a_file_does_not_decide_even_when_no_membership_is_known()
    {
        await JoinAsync(Scenario.Rita, OrganizationRole.Admin);
        var draft = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.AttachAsync(draft, Kiket.Portal.Files.UploadKind.Icon, TestKit.Pictures.Png(), actor: Scenario.Rita));
        await LeaveAsync(Scenario.Rita);
        await Scenario.QueryAsync(db => db.Set<FormerMembership>().ExecuteDeleteAsync());
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        Assert.Equal("own_submission", (await Scenario.DecideAsync(draft, Decision.Approve)).Code());
        Assert.Null(await Scenario.Get<FindUpload>().RunAsync((await Scenario.FindAsync(draft)).Icon!.UploadId, Scenario.Rita, null, CancellationToken.None));
        Assert.NotNull(await Scenario.Get<FindUpload>().RunAsync((await Scenario.FindAsync(draft)).Icon!.UploadId, Scenario.Rob, null, CancellationToken.None));
    }

    [Fact]
    public async Task Who_joins_between_opening_and_deciding_is_refused_when_they_decide()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));

        await JoinAsync(Scenario.Rita, OrganizationRole.Member);

        Assert.Equal("own_organization", (await Scenario.DecideAsync(submission, Decision.Approve)).Code());
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Fact]
    public async Task The_second_approval_comes_from_nobody_who_worked_on_it()
    {
        await JoinAsync(Scenario.Rob, OrganizationRole.Admin);
        var draft = await Scenario.ReadyAsync(details: Paid);
        Assert.True((await Scenario.SubmitAsync(draft, Scenario.Rob)).Succeeded);
        await LeaveAsync(Scenario.Rob);
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Approve));

        Assert.Equal("own_submission", (await Scenario.DecideAsync(draft, Decision.Approve, actor: Scenario.Rob)).Code());
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(draft)).State);
    }

    [Fact]
    public async Task A_first_approval_no_longer_counts_once_its_reviewer_joins_the_publisher()
    {
        var submission = await Scenario.InReviewAsync(details: Paid);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        await JoinAsync(Scenario.Rita, OrganizationRole.Member);

        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).State);

        Assert.Equal("rob", (await Scenario.QueryAsync(db => db.Set<Approval>().SingleAsync())).ReviewerName);
    }

    [Fact]
    public async Task A_submission_is_left_only_to_somebody_who_may_decide_on_it()
    {
        await JoinAsync(Scenario.Rob, OrganizationRole.Admin);
        var draft = await Scenario.ReadyAsync();
        await LeaveAsync(Scenario.Rob);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        var left = await Scenario.Get<EscalateSubmission>().RunAsync(draft, "I know the publisher.", Scenario.Rita, CancellationToken.None);

        Assert.Equal("nobody_else", left.Code());
    }

    [Fact]
    public async Task The_end_of_a_membership_is_kept_whatever_removes_it()
    {
        await using (var db = await Scenario.Database.OpenAsync())
        {
            db.Remove(await db.Set<Membership>().SingleAsync(member => member.UserId == Scenario.Ina.UserId));
            await db.SaveChangesAsync();
        }

        var former = await Scenario.QueryAsync(db => db.Set<FormerMembership>().SingleAsync());
        Assert.Equal((Scenario.Ina.UserId, Scenario.Clock.GetUtcNow()), (former.UserId, former.LeftAt));
    }

    private async Task AssertCanDoNothingAsync(Guid submission, Actor person, string code)
    {
        Assert.True(Assert.Single((await QueueAsync(person)).Page.Items).IsOwn);
        Assert.True(Assert.Single((await Scenario.Get<ReviewQueries>()
            .QueueAsync(organization: null, SubmissionState.InReview, person, new PageRequest(1, 20), CancellationToken.None)).Value.Items).IsOwn);
        foreach (var decision in Enum.GetValues<Decision>())
        {
            Assert.Equal(code, (await Scenario.DecideAsync(submission, decision, actor: person)).Code());
        }

        Assert.Equal(code, (await ClaimAsync(submission, person)).Code());
        Assert.Equal(code, (await Scenario.Get<EscalateSubmission>().RunAsync(submission, "Somebody else, please.", person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Scenario.Get<JudgeFinding>().RunAsync(submission, "M101-x", Verdict.FalseAlarm, person, CancellationToken.None)).Code());
        Assert.Equal(
            code,
            (await Scenario.Get<MarkChecklist>()
                .RunAsync(submission, Guid.NewGuid(), ChecklistMark.Passes, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Scenario.Get<WriteNote>().RunAsync(submission, "Fine by me.", -1, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Scenario.Get<SendMessage>().RunAsync(submission, Side.Reviewer, "Looks fine.", person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Scenario.Get<WorkbenchQueries>().FindAsync(submission, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Scenario.Get<ReviewQueries>().FindAsync(submission, person, CancellationToken.None)).Code());
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    private Task<Result<DateTimeOffset>> ClaimAsync(Guid submission, Actor person) =>
        Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, false, person), CancellationToken.None);

    private async Task<QueueView> QueueAsync(Actor person) =>
        Scenario.Done(await Scenario.Get<QueueQueries>().RunAsync(
            organization: null, new QueueFilter(QueueTab.Unclaimed), person, new PageRequest(1, 20), CancellationToken.None));

    private Task JoinAsync(Actor person, OrganizationRole role)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scenario.Database.JoinAsync("acme", Scenario.Ada, person, role);
    }

    private async Task LeaveAsync(Actor person)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await Scenario.Get<RemoveMember>().RunAsync("acme", person.UserId, Scenario.Ada, CancellationToken.None)).Succeeded);
    }
}
