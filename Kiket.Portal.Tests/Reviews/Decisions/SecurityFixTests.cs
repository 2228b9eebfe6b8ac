using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Decisions;

/// <summary>A release is a security fix when its publisher marked it and a reviewer confirmed that.</summary>
public sealed class SecurityFixTests : ScenarioTests
{
    private static readonly ListingDetails Marked = Scenario.Details with { IsSecurityFix = true };

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, null, false)]
    [InlineData(false, null, false)]
    [InlineData(false, false, false)]
    public async Task It_takes_the_publisher_and_the_reviewer(bool marked, bool? confirmed, bool expected)
    {
        var submission = await Scenario.InReviewAsync(details: marked ? Marked : Scenario.Details);

        Scenario.Done(await ApproveAsync(submission, confirmed));

        Assert.Equal(expected, await IsFixAsync(submission));
    }

    [Fact]
    public async Task Reviewers_do_not_mark_what_the_publisher_did_not()
    {
        var submission = await Scenario.InReviewAsync();

        var refused = await ApproveAsync(submission, confirms: true);

        Assert.Equal(("security_fix_not_marked", "security_fix"), (refused.Code(), Assert.Single(refused.Error!.Details).Field));
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(null, true, true)]
    [InlineData(true, false, false)]
    public async Task Of_two_reviewers_the_second_has_the_last_word(bool? first, bool? second, bool expected)
    {
        var submission = await Scenario.InReviewAsync(details: Marked with { Pricing = new Pricing(PriceModel.Flat, 900) });
        Scenario.Done(await ApproveAsync(submission, first));

        Scenario.Done(await ApproveAsync(submission, second, isSecond: true));

        Assert.Equal(expected, await IsFixAsync(submission));
    }

    [Fact]
    public async Task The_next_version_does_not_inherit_the_mark()
    {
        Scenario.Done(await ApproveAsync(await Scenario.InReviewAsync(details: Marked), confirms: true));

        Scenario.Push("1.1.0");
        var next = Scenario.Done(await Scenario.PublishAsync());

        Assert.Equal((SubmissionState.InReview, false), (next.State, next.Submission!.Details.IsSecurityFix));
    }

    [Fact]
    public async Task A_program_marks_it_with_the_publish_and_a_later_publish_leaves_it_marked()
    {
        Scenario.Push();
        var draft = Scenario.Done(await Scenario.PublishAsync(new ListingInput { IsSecurityFix = true }));
        Assert.Equal((SubmissionState.Draft, true), (draft.State, draft.Submission!.Details.IsSecurityFix));

        var published = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal((SubmissionState.InReview, true), (published.State, published.Submission!.Details.IsSecurityFix));
    }

    private Task<Result<Submission>> ApproveAsync(Guid submission, bool? confirms, bool isSecond = false)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.Approve, "Good.", ExpectedCommit: null, isSecond ? Scenario.Rob : Scenario.Rita)
            {
                ConfirmsSecurityFix = confirms,
            },
            CancellationToken.None);
    }

    private Task<bool> IsFixAsync(Guid submission) => Scenario.QueryAsync(db => db.Set<Release>()
        .Where(release => release.SubmissionId == submission)
        .Select(release => release.IsSecurityFix)
        .SingleAsync());
}
