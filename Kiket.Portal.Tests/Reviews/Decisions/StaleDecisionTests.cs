using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Decisions;

/// <summary>A decision on what is no longer so.</summary>
public sealed class StaleDecisionTests : ScenarioTests
{
    [Fact]
    public async Task Who_let_the_hold_run_out_claims_again_before_deciding_on_the_screen()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, false, Scenario.Rita), CancellationToken.None));
        Scenario.Clock.Advance(ReviewClaim.Lifetime);

        Assert.Equal("hold_missing", (await OnScreenAsync(submission)).Code());
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, false, Scenario.Rita), CancellationToken.None));
        Scenario.Done(await OnScreenAsync(submission));
    }

    [Fact]
    public async Task A_withdrawn_submission_is_not_decided()
    {
        var submission = await Scenario.InReviewAsync();
        await Scenario.Get<WithdrawSubmission>().RunAsync(submission, Scenario.Ada, CancellationToken.None);

        var refused = await Scenario.DecideAsync(submission, Decision.Approve);

        Assert.Equal("submission_not_in_review", refused.Code());
        Assert.Contains("ada withdrew it", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Asvs("V8.3.2")]
    public async Task A_reviewer_whose_role_was_just_removed_decides_nothing()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, false, Scenario.Rita), CancellationToken.None));
        await Scenario.QueryAsync(async db =>
        {
            (await db.Set<PortalUser>().SingleAsync(user => user.Id == Scenario.Rita.UserId)).SetPlatformRoles(PlatformRoles.None);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(ErrorKind.NotFound, (await OnScreenAsync(submission)).Error!.Kind);
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Fact]
    public async Task A_hand_in_with_other_words_at_the_same_commit_is_looked_at_again()
    {
        var submission = await Scenario.InReviewAsync();
        var seen = (await Scenario.FindAsync(submission)).SubmittedAt;
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, actor: Scenario.Rob));
        Scenario.Done(await Scenario.DescribeAsync(submission, Scenario.Details with { Summary = "Something else." }));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        var refused = await Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.Approve, "", null, Scenario.Rita) { ExpectedSubmittedAt = seen },
            CancellationToken.None);

        Assert.Equal("submission_resubmitted", refused.Code());
    }

    [Fact]
    public async Task A_push_in_the_middle_blocks_the_decision_on_the_old_commit_and_voids_the_first_approval()
    {
        var paid = Scenario.Details with { Pricing = new(Kiket.Portal.Releases.Offers.PriceModel.Flat, 900) };
        var submission = await Scenario.InReviewAsync(details: paid);
        var old = (await Scenario.FindAsync(submission)).Commit;
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        var pushed = Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0").With("README.md", "# Acme Alerts\n\nOther words, and more of them.\n"));

        Assert.True(Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None)));

        Assert.Equal("commit_changed", (await Scenario.DecideAsync(submission, Decision.Approve, expectedCommit: old, actor: Scenario.Rob)).Code());
        Assert.Equal(
            SubmissionState.InReview,
            Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, expectedCommit: pushed, actor: Scenario.Rob)).State);
        Assert.Equal(pushed, (await Scenario.FindAsync(submission)).Entries.Last(entry => entry.Kind == SubmissionEntryKind.CommitChanged).Commit);
    }

    [Fact]
    public async Task Nothing_newer_moves_nothing_and_another_version_is_another_submission()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.False(Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None)));
        Scenario.Push("1.1.0");
        Assert.Equal("version_changed", (await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(ErrorKind.NotFound, (await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Gus, CancellationToken.None)).Error!.Kind);
    }

    [Fact]
    public async Task A_commit_with_errors_is_not_taken_and_the_old_one_stays()
    {
        var submission = await Scenario.InReviewAsync();
        var old = (await Scenario.FindAsync(submission)).Commit;
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").WithManifest("model_version: \"1.0\"\nextension: nothing\n"));

        Assert.False((await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None)).Succeeded);
        Assert.Equal(old, (await Scenario.FindAsync(submission)).Commit);
    }

    private Task<Result<Submission>> OnScreenAsync(Guid submission) =>
        Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.Approve, "", null, Scenario.Rita) { MustHaveClaimed = true },
            CancellationToken.None);
}
