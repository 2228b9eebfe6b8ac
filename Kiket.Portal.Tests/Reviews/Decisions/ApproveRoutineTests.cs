using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Listings;
using Kiket.Portal.Policies;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Checks;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Decisions;

public sealed class ApproveRoutineTests : ScenarioTests
{
    [Fact]
    public async Task Nothing_is_approved_by_itself_until_an_operator_switches_it_on()
    {
        await Scenario.ListedAsync();

        var next = await Scenario.InReviewAsync("1.1.0");

        var found = await Scenario.FindAsync(next);
        Assert.Equal(SubmissionState.InReview, found.State);
        Assert.Null(found.Routine);
    }

    [Fact]
    public async Task A_routine_release_is_approved_with_the_reasons_listed()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();

        var next = await CheckedAsync();

        var found = await Scenario.FindAsync(next);
        Assert.Equal((SubmissionState.Approved, true), (found.State, found.Routine!.Approved));
        Assert.Contains("It asks for the same permissions.", found.Routine.Reasons);
        Assert.Equal(Side.Portal, Assert.Single(found.Entries, entry => entry.Kind == SubmissionEntryKind.Approved).Side);
        Assert.Equal(
            "Kiket Marketplace, automatically",
            (await Scenario.QueryAsync(db => db.Set<Release>().SingleAsync(release => release.SubmissionId == next))).ApprovedBy);
        Assert.Null((await Scenario.QueryAsync(db => db.Set<AuditEntry>()
            .SingleAsync(entry => entry.SubjectId == next.ToString() && entry.Action == "submission.approved"))).ActorId);
    }

    [Fact]
    public async Task A_security_fix_waits_for_a_person_who_confirms_it()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();

        var found = await Scenario.FindAsync(await Scenario.InReviewAsync("1.1.0", details: Scenario.Details with { IsSecurityFix = true }));

        Assert.Equal((SubmissionState.InReview, false), (found.State, found.Routine!.Approved));
        Assert.Contains("It is marked as a security fix, which a reviewer must confirm.", found.Routine.Reasons);
    }

    [Fact]
    public async Task What_the_sample_draws_goes_to_a_person_and_says_so()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync(samplePercent: 100);

        var next = await CheckedAsync();

        var found = await Scenario.FindAsync(next);
        Assert.Equal((SubmissionState.InReview, false, true), (found.State, found.Routine!.Approved, found.Routine.Sampled));
    }

    [Fact]
    public async Task While_a_check_has_not_ended_nothing_is_approved_by_itself()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();

        var found = await Scenario.FindAsync(await Scenario.InReviewAsync("1.1.0"));

        Assert.Equal(SubmissionState.InReview, found.State);
        Assert.Equal(["Not all automatic checks have finished yet."], found.Routine!.Reasons);
        Assert.True(found.Routine.Waits);
    }

    [Fact]
    public async Task When_the_checks_end_after_the_hand_in_it_is_approved_then_and_once()
    {
        var next = await WaitingAsync();

        await EndChecksAsync(CheckOutcome.Clean);

        var found = await Scenario.FindAsync(next);
        Assert.Equal((SubmissionState.Approved, true, false), (found.State, found.Routine!.Approved, found.Routine.Waits));
        Assert.Contains("Every check is clean.", found.Routine.Reasons);

        // The checks of an approved commit run again and end again.
        await EndChecksAsync(CheckOutcome.Clean);
        await AssertOneApprovalAsync(next);
    }

    [Fact]
    public async Task Checks_that_ended_just_before_a_kill_are_looked_at_after_the_next_start()
    {
        var next = await WaitingAsync();
        await EndSanityAsync(CheckOutcome.Clean);
        while (await Scenario.Get<CheckQueue>().RunNextAsync(CancellationToken.None))
        {
        }

        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(next)).State);

        await Scenario.HandleEventsAsync();

        Assert.Equal(SubmissionState.Approved, (await Scenario.FindAsync(next)).State);
    }

    [Fact]
    public async Task What_the_late_checks_found_is_for_a_person_and_running_them_again_does_not_change_that()
    {
        var next = await WaitingAsync();

        await EndChecksAsync(CheckOutcome.Warnings);

        var found = await Scenario.FindAsync(next);
        Assert.Equal((SubmissionState.InReview, false, false), (found.State, found.Routine!.Approved, found.Routine.Waits));
        Assert.StartsWith("Sanity tests", Assert.Single(found.Routine.Reasons), StringComparison.Ordinal);

        Assert.True((await Scenario.Get<RunChecks>()
            .AgainAsync(found.RepositoryId!.Value, found.Commit!, [CheckKind.Sanity], CancellationToken.None)).Succeeded);
        await EndChecksAsync(CheckOutcome.Clean);
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(next)).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_reviewer_took_up_before_the_checks_ended_stays_with_people(bool letGo)
    {
        var next = await WaitingAsync();
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(next, TakeOver: false, Scenario.Rita), CancellationToken.None));
        Scenario.Clock.Advance(letGo ? ReviewClaim.Lifetime + TimeSpan.FromMinutes(1) : TimeSpan.Zero);

        await EndChecksAsync(CheckOutcome.Clean);

        var found = await Scenario.FindAsync(next);
        Assert.Equal((SubmissionState.InReview, false), (found.State, found.Routine!.Waits));
        Assert.Equal(["A reviewer has already worked on it."], found.Routine.Reasons);
    }

    [Fact]
    public async Task A_reviewer_who_decides_while_the_checks_end_and_the_portal_approve_it_once_between_them()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();
        foreach (var version in new[] { "1.1.0", "1.2.0", "1.3.0", "1.4.0" })
        {
            var next = await Scenario.InReviewAsync(version);
            await EndSanityAsync(CheckOutcome.Clean);

            await Task.WhenAll(Scenario.DecideAsync(next, Decision.Approve), Scenario.DrainAsync());

            await AssertOneApprovalAsync(next);
        }
    }

    [Fact]
    public async Task A_new_commit_whose_checks_are_clean_is_looked_at_anew()
    {
        var next = await WaitingAsync();
        await EndChecksAsync(CheckOutcome.Warnings);
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.1.0").With("docs/more.md", "# More"));

        Assert.True(Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(next, Scenario.Ada, CancellationToken.None)));
        await Scenario.HandleEventsAsync();
        Assert.True((await Scenario.FindAsync(next)).Routine!.Waits);
        await EndChecksAsync(CheckOutcome.Clean);

        Assert.Equal(SubmissionState.Approved, (await Scenario.FindAsync(next)).State);
    }

    [Fact]
    public async Task A_first_release_is_for_a_person()
    {
        await SwitchOnAsync();

        var found = await Scenario.FindAsync(await Scenario.InReviewAsync());

        Assert.Equal(SubmissionState.InReview, found.State);
        Assert.Equal(["It is the first release of this extension."], found.Routine!.Reasons);
    }

    [Fact]
    public async Task What_reaches_further_or_costs_more_is_for_a_person()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();

        var dearer = await CheckedAsync(Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 100) });

        var found = await Scenario.FindAsync(dearer);
        Assert.Equal((SubmissionState.InReview, ChangeClass.Sensitive), (found.State, found.ChangeClass));
        Assert.Equal(["Was free and now costs customers $1 a month."], found.Routine!.Reasons);
    }

    [Fact]
    public async Task A_warning_is_for_a_person()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.1.0").Without("LICENSE").Without("tests/alerts.txt"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));

        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        var found = await Scenario.FindAsync(draft);
        Assert.Equal(SubmissionState.InReview, found.State);
        Assert.NotEmpty(found.Routine!.Reasons);
    }

    /// <summary>A routine next version in review whose health endpoints have not answered yet.</summary>
    private async Task<Guid> WaitingAsync()
    {
        await Scenario.ListedAsync();
        await SwitchOnAsync();
        return await Scenario.InReviewAsync("1.1.0");
    }

    /// <summary>The health endpoints have answered, and a worker ends the report.</summary>
    private async Task EndChecksAsync(CheckOutcome sanity)
    {
        await EndSanityAsync(sanity);
        await Scenario.DrainAsync();
    }

    private Task<int> EndSanityAsync(CheckOutcome outcome) =>
        Scenario.QueryAsync(db => db.Set<CheckRun>().Where(run => run.Kind == CheckKind.Sanity).ExecuteUpdateAsync(update => update
            .SetProperty(run => run.State, CheckRunState.Finished)
            .SetProperty(run => run.Outcome, (CheckOutcome?)outcome)));

    private async Task AssertOneApprovalAsync(Guid submission)
    {
        var found = await Scenario.FindAsync(submission);
        Assert.Equal(SubmissionState.Approved, found.State);
        Assert.Single(found.Entries, entry => entry.Kind == SubmissionEntryKind.Approved);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Release>().CountAsync(release => release.SubmissionId == submission)));
        Assert.Equal(
            1,
            await Scenario.QueryAsync(db => db.Set<AuditEntry>()
                .CountAsync(entry => entry.SubjectId == submission.ToString() && entry.Action == "submission.approved")));
    }

    /// <summary>A next version in review whose health endpoints have answered.</summary>
    private async Task<Guid> CheckedAsync(ListingDetails? details = null)
    {
        var draft = await Scenario.ReadyAsync("1.1.0", details: details);
        await EndSanityAsync(CheckOutcome.Clean);
        var submitted = await Scenario.SubmitAsync(draft);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        return draft;
    }

    private Task SwitchOnAsync(int samplePercent = 0) => Scenario.QueryAsync(async db =>
    {
        var settings = ReviewSettings.From(new ReviewOptions());
        Assert.True(settings.Change(48, autoApproveRoutine: true, samplePercent, settings.SensitiveScopes, "olu", Scenario.Clock.GetUtcNow()).Succeeded);
        db.Add(settings);
        return await db.SaveChangesAsync();
    });
}
