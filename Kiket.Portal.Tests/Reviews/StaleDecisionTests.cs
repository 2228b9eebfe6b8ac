using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

/// <summary>A decision on what is no longer so.</summary>
public sealed class StaleDecisionTests : OnTheWay
{
    [Fact]
    public async Task Who_let_the_hold_run_out_claims_again_before_deciding_on_the_screen()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, false, Way.Rita), CancellationToken.None));
        Way.Clock.Advance(ReviewHold.Lifetime);

        Assert.Equal("hold_missing", (await OnScreenAsync(submission)).Code());
        Way.Done(await Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, false, Way.Rita), CancellationToken.None));
        Way.Done(await OnScreenAsync(submission));
    }

    [Fact]
    public async Task A_withdrawn_submission_is_not_decided()
    {
        var submission = await Way.InReviewAsync();
        await Way.Get<WithdrawSubmission>().RunAsync(submission, Way.Ada, CancellationToken.None);

        var refused = await Way.DecideAsync(submission, Decision.Approve);

        Assert.Equal("submission_not_in_review", refused.Code());
        Assert.Contains("ada withdrew it", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Asvs("V8.3.2")]
    public async Task A_reviewer_whose_role_was_just_removed_decides_nothing()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, false, Way.Rita), CancellationToken.None));
        await Way.QueryAsync(async db =>
        {
            (await db.Set<PortalUser>().SingleAsync(user => user.Id == Way.Rita.UserId)).SetPlatformRoles(PlatformRoles.None);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(ErrorKind.NotFound, (await OnScreenAsync(submission)).Error!.Kind);
        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(submission)).State);
    }

    [Fact]
    public async Task A_hand_in_with_other_words_at_the_same_commit_is_looked_at_again()
    {
        var submission = await Way.InReviewAsync();
        var seen = (await Way.FindAsync(submission)).SubmittedAt;
        Way.Done(await Way.DecideAsync(submission, Decision.RequestChanges, actor: Way.Rob));
        Way.Done(await Way.DescribeAsync(submission, Way.Details with { Summary = "Something else." }));
        Assert.True((await Way.SubmitAsync(submission)).Succeeded);

        var refused = await Way.Get<DecideSubmission>().RunAsync(new DecideSubmissionRequest(submission, Decision.Approve, "", null, Way.Rita) { ExpectedSubmittedAt = seen }, CancellationToken.None);

        Assert.Equal("submission_resubmitted", refused.Code());
    }

    [Fact]
    public async Task A_push_in_the_middle_blocks_the_decision_on_the_old_commit_and_voids_the_first_approval()
    {
        var paid = Way.Details with { Pricing = new(Kiket.Portal.Listings.PriceModel.Flat, 900) };
        var submission = await Way.InReviewAsync(details: paid);
        var old = (await Way.FindAsync(submission)).Commit;
        Way.Done(await Way.DecideAsync(submission, Decision.Approve));
        var pushed = Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").With("README.md", "# Acme Alerts\n\nOther words, and more of them.\n"));

        Assert.True(Way.Done(await Way.Get<TakeNewCommit>().RunAsync(submission, Way.Ada, CancellationToken.None)));

        Assert.Equal("commit_changed", (await Way.DecideAsync(submission, Decision.Approve, expectedCommit: old, actor: Way.Rob)).Code());
        Assert.Equal(SubmissionState.InReview, Way.Done(await Way.DecideAsync(submission, Decision.Approve, expectedCommit: pushed, actor: Way.Rob)).State);
        Assert.Equal(pushed, (await Way.FindAsync(submission)).Entries.Last(entry => entry.Kind == SubmissionEntryKind.CommitChanged).Commit);
    }

    [Fact]
    public async Task Nothing_newer_moves_nothing_and_another_version_is_another_submission()
    {
        var submission = await Way.InReviewAsync();

        Assert.False(Way.Done(await Way.Get<TakeNewCommit>().RunAsync(submission, Way.Ada, CancellationToken.None)));
        Way.Push("1.1.0");
        Assert.Equal("version_changed", (await Way.Get<TakeNewCommit>().RunAsync(submission, Way.Ada, CancellationToken.None)).Code());
        Assert.Equal(ErrorKind.NotFound, (await Way.Get<TakeNewCommit>().RunAsync(submission, Way.Gus, CancellationToken.None)).Error!.Kind);
    }

    [Fact]
    public async Task A_commit_with_errors_is_not_taken_and_the_old_one_stays()
    {
        var submission = await Way.InReviewAsync();
        var old = (await Way.FindAsync(submission)).Commit;
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").WithManifest("model_version: \"1.0\"\nextension: nothing\n"));

        Assert.False((await Way.Get<TakeNewCommit>().RunAsync(submission, Way.Ada, CancellationToken.None)).Succeeded);
        Assert.Equal(old, (await Way.FindAsync(submission)).Commit);
    }

    private Task<Result<Submission>> OnScreenAsync(Guid submission) =>
        Way.Get<DecideSubmission>().RunAsync(new DecideSubmissionRequest(submission, Decision.Approve, "", null, Way.Rita) { MustHold = true }, CancellationToken.None);
}
