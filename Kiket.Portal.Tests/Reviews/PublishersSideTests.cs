using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

/// <summary>Nobody decides on what they submitted or worked on, whatever they belong to today.</summary>
public sealed class PublishersSideTests : OnTheWay
{
    private static ListingDetails Paid { get; } = Way.Details with { Pricing = new Pricing(PriceModel.Flat, 900) };

    [Fact]
    [Asvs("V2.3.5")]
    public async Task Who_submitted_and_left_the_organization_can_do_nothing_as_reviewer()
    {
        await JoinAsync(Way.Rita, OrganizationRole.Admin);
        Way.Push();
        var submission = await Way.StartAsync(Way.Rita);
        Way.Done(await Way.ReadAsync(submission, actor: Way.Rita));
        Way.Done(await Way.DescribeAsync(submission, Way.Details, Way.Rita));
        Assert.True((await Way.SubmitAsync(submission, Way.Rita)).Succeeded);
        await LeaveAsync(Way.Rita);

        await AssertCanDoNothingAsync(submission, Way.Rita, "own_submission");
        Way.Done(await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rob));
    }

    [Fact]
    public async Task Who_only_belonged_to_it_for_a_while_since_the_draft_began_can_do_nothing()
    {
        var draft = await Way.ReadyAsync();
        await JoinAsync(Way.Rita, OrganizationRole.Member);
        await LeaveAsync(Way.Rita);
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);

        await AssertCanDoNothingAsync(draft, Way.Rita, "own_submission");
    }

    [Fact]
    public async Task Who_left_before_the_draft_began_may_decide()
    {
        await JoinAsync(Way.Rita, OrganizationRole.Admin);
        await LeaveAsync(Way.Rita);
        var submission = await Way.InReviewAsync();

        Assert.False(Assert.Single((await QueueAsync(Way.Rita)).Page.Items).IsOwn);
        Way.Done(await Way.DecideAsync(submission, Decision.Approve));
    }

    [Fact]
    public async Task Joining_and_leaving_again_hides_no_earlier_membership()
    {
        await JoinAsync(Way.Rita, OrganizationRole.Admin);
        var draft = await Way.ReadyAsync();
        await LeaveAsync(Way.Rita);
        await JoinAsync(Way.Rita, OrganizationRole.Member);
        await LeaveAsync(Way.Rita);
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);

        Assert.Equal("own_submission", (await Way.DecideAsync(draft, Decision.Approve)).Code());
        Assert.Equal(2, await Way.QueryAsync(db => db.Set<FormerMembership>().CountAsync(former => former.UserId == Way.Rita.UserId)));
    }

    [Fact]
    public async Task Who_wrote_on_the_publishers_side_does_not_decide_even_when_no_membership_is_known()
    {
        var submission = await Way.InReviewAsync();
        await JoinAsync(Way.Rita, OrganizationRole.Admin);
        Assert.True((await Way.Get<SendMessage>().RunAsync(submission, Side.Publisher, "We changed the wording.", Way.Rita, CancellationToken.None)).Succeeded);
        await LeaveAsync(Way.Rita);
        // As it was before ended memberships were kept.
        await Way.QueryAsync(db => db.Set<FormerMembership>().ExecuteDeleteAsync());

        await AssertCanDoNothingAsync(submission, Way.Rita, "own_submission");
    }

    [Fact]
    public async Task Who_gave_it_a_file_does_not_decide_even_when_no_membership_is_known()
    {
        await JoinAsync(Way.Rita, OrganizationRole.Admin);
        var draft = await Way.ReadyAsync();
        Way.Done(await Way.AttachAsync(draft, Kiket.Portal.Files.UploadKind.Icon, TestKit.Pictures.Png(), actor: Way.Rita));
        await LeaveAsync(Way.Rita);
        await Way.QueryAsync(db => db.Set<FormerMembership>().ExecuteDeleteAsync());
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);

        Assert.Equal("own_submission", (await Way.DecideAsync(draft, Decision.Approve)).Code());
        Assert.Null(await Way.Get<FindUpload>().RunAsync((await Way.FindAsync(draft)).Icon!.UploadId, Way.Rita, null, CancellationToken.None));
        Assert.NotNull(await Way.Get<FindUpload>().RunAsync((await Way.FindAsync(draft)).Icon!.UploadId, Way.Rob, null, CancellationToken.None));
    }

    [Fact]
    public async Task Who_joins_between_opening_and_deciding_is_refused_when_they_decide()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));

        await JoinAsync(Way.Rita, OrganizationRole.Member);

        Assert.Equal("own_organization", (await Way.DecideAsync(submission, Decision.Approve)).Code());
        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(submission)).State);
    }

    [Fact]
    public async Task The_second_approval_comes_from_nobody_who_worked_on_it()
    {
        await JoinAsync(Way.Rob, OrganizationRole.Admin);
        var draft = await Way.ReadyAsync(details: Paid);
        Assert.True((await Way.SubmitAsync(draft, Way.Rob)).Succeeded);
        await LeaveAsync(Way.Rob);
        Way.Done(await Way.DecideAsync(draft, Decision.Approve));

        Assert.Equal("own_submission", (await Way.DecideAsync(draft, Decision.Approve, actor: Way.Rob)).Code());
        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(draft)).State);
    }

    [Fact]
    public async Task A_first_approval_no_longer_counts_once_its_reviewer_joins_the_publisher()
    {
        var submission = await Way.InReviewAsync(details: Paid);
        Way.Done(await Way.DecideAsync(submission, Decision.Approve));
        await JoinAsync(Way.Rita, OrganizationRole.Member);

        Assert.Equal(SubmissionState.InReview, Way.Done(await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rob)).State);

        Assert.Equal("rob", (await Way.QueryAsync(db => db.Set<Approval>().SingleAsync())).ReviewerName);
    }

    [Fact]
    public async Task A_submission_is_left_only_to_somebody_who_may_decide_on_it()
    {
        await JoinAsync(Way.Rob, OrganizationRole.Admin);
        var draft = await Way.ReadyAsync();
        await LeaveAsync(Way.Rob);
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);

        var left = await Way.Get<EscalateSubmission>().RunAsync(draft, "I know the publisher.", Way.Rita, CancellationToken.None);

        Assert.Equal("nobody_else", left.Code());
    }

    [Fact]
    public async Task The_end_of_a_membership_is_kept_whatever_removes_it()
    {
        await using (var db = await Way.Database.OpenAsync())
        {
            db.Remove(await db.Set<Membership>().SingleAsync(member => member.UserId == Way.Ina.UserId));
            await db.SaveChangesAsync();
        }

        var former = await Way.QueryAsync(db => db.Set<FormerMembership>().SingleAsync());
        Assert.Equal((Way.Ina.UserId, Way.Clock.GetUtcNow()), (former.UserId, former.LeftAt));
    }

    private async Task AssertCanDoNothingAsync(Guid submission, Actor person, string code)
    {
        Assert.True(Assert.Single((await QueueAsync(person)).Page.Items).IsOwn);
        Assert.True(Assert.Single((await Way.Get<ReviewQueries>().QueueAsync(SubmissionState.InReview, person, new PageRequest(1, 20), CancellationToken.None)).Value.Items).IsOwn);
        foreach (var decision in Enum.GetValues<Decision>())
        {
            Assert.Equal(code, (await Way.DecideAsync(submission, decision, actor: person)).Code());
        }

        Assert.Equal(code, (await HoldAsync(submission, person)).Code());
        Assert.Equal(code, (await Way.Get<EscalateSubmission>().RunAsync(submission, "Somebody else, please.", person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<JudgeFinding>().RunAsync(submission, "M101-x", Verdict.FalseAlarm, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<AnswerChecklist>().RunAsync(submission, Guid.NewGuid(), ChecklistMark.Holds, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<WriteNote>().RunAsync(submission, "Fine by me.", -1, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<SendMessage>().RunAsync(submission, Side.Reviewer, "Looks fine.", person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<WorkbenchQueries>().FindAsync(submission, person, CancellationToken.None)).Code());
        Assert.Equal(code, (await Way.Get<ReviewQueries>().FindAsync(submission, person, CancellationToken.None)).Code());
        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(submission)).State);
    }

    private Task<Result<DateTimeOffset>> HoldAsync(Guid submission, Actor person) =>
        Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, false, person), CancellationToken.None);

    private async Task<QueueView> QueueAsync(Actor person) =>
        Way.Done(await Way.Get<QueueQueries>().RunAsync(new QueueFilter(QueueTab.Unclaimed), person, new PageRequest(1, 20), CancellationToken.None));

    private Task JoinAsync(Actor person, OrganizationRole role)
    {
        Way.Clock.Advance(TimeSpan.FromSeconds(1));
        return Way.Database.JoinAsync("acme", Way.Ada, person, role);
    }

    private async Task LeaveAsync(Actor person)
    {
        Way.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await Way.Get<RemoveMember>().RunAsync("acme", person.UserId, Way.Ada, CancellationToken.None)).Succeeded);
    }
}
