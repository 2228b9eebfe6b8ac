using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Checks;

public sealed class CheckQueueTests : ScenarioTests
{
    [Fact]
    public async Task What_a_killed_portal_left_running_goes_on_and_ends_once()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        var report = await Scenario.ReportAsync(snapshot);
        await Scenario.SpoilAsync(report, stored =>
        {
            Assert.True(stored.Claim(Scenario.Clock.GetUtcNow()));
        });
        Assert.False(await Scenario.Get<CheckQueue>().RunNextAsync(CancellationToken.None));

        await Scenario.Get<CheckQueue>().ResumeAsync(CancellationToken.None);
        await Scenario.DrainAsync();

        var ended = await Scenario.ReportAsync(snapshot);
        Assert.Equal((CheckReportState.Finished, 5), (ended.State, ended.Runs.Count));
        Assert.Equal(0, await Scenario.DrainAsync());
    }

    [Fact]
    public async Task A_worker_that_died_is_followed_by_another_when_its_lease_is_over()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        await Scenario.SpoilAsync(await Scenario.ReportAsync(snapshot), stored => Assert.True(stored.Claim(Scenario.Clock.GetUtcNow())));

        Assert.Equal(0, await Scenario.DrainAsync());
        Scenario.Clock.Advance(CheckReport.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Scenario.DrainAsync());

        Assert.Equal(CheckReportState.Finished, (await Scenario.ReportAsync(snapshot)).State);
    }

    [Fact]
    public async Task Work_that_kills_the_portal_each_time_is_given_up_after_five_times_and_a_person_can_try_again()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        var report = await Scenario.ReportAsync(snapshot);
        for (var time = 0; time < CheckReport.MostAttempts; time++)
        {
            await Scenario.SpoilAsync(report, stored =>
            {
                Assert.True(stored.Claim(Scenario.Clock.GetUtcNow()));
                stored.Resume(Scenario.Clock.GetUtcNow());
            });
        }

        await Scenario.DrainAsync();
        var dead = await Scenario.ReportAsync(snapshot);
        Assert.Equal((CheckReportState.Dead, "The checks were started 5 times and never finished."), (dead.State, dead.Reason));

        Assert.True((await Scenario.Get<RunChecks>().AgainAsync(snapshot.RepositoryId, snapshot.Commit, null, CancellationToken.None)).Succeeded);
        await Scenario.DrainAsync();
        Assert.Equal(CheckReportState.Finished, (await Scenario.ReportAsync(snapshot)).State);
    }

    [Fact]
    public async Task While_GitHub_does_not_respond_the_report_waits_longer_each_time_and_others_continue()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        Scenario.GitHub.Failing = Error.Unavailable("github_down", "GitHub doesn't respond.");
        var pauses = new List<TimeSpan>();
        for (var time = 0; time < CheckReport.MostAttempts - 1; time++)
        {
            await Scenario.DrainAsync();
            var waiting = await Scenario.ReportAsync(snapshot);
            Assert.Equal((CheckReportState.Waiting, "GitHub doesn't respond."), (waiting.State, waiting.Reason));
            pauses.Add(waiting.DueAt - Scenario.Clock.GetUtcNow());
            Scenario.Clock.Advance(pauses[^1] + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(pauses.Order(), pauses);
        await Scenario.DrainAsync();
        Assert.Equal(CheckReportState.Dead, (await Scenario.ReportAsync(snapshot)).State);
    }

    [Fact]
    public async Task A_requested_wait_is_not_a_failure()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        Scenario.GitHub.Failing = Error.TooMany("rate_limited", "GitHub's limit is used up.", TimeSpan.FromMinutes(10));
        for (var time = 0; time < 2 * CheckReport.MostAttempts; time++)
        {
            await Scenario.DrainAsync();
            Assert.Equal(CheckReportState.Waiting, (await Scenario.ReportAsync(snapshot)).State);
            Scenario.Clock.Advance(TimeSpan.FromMinutes(13));
        }

        Scenario.GitHub.Failing = null;
        await Scenario.DrainAsync();
        Assert.Equal(CheckReportState.Finished, (await Scenario.ReportAsync(snapshot)).State);
    }

    [Fact]
    public async Task What_GitHub_refuses_for_good_is_given_up_at_once()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        Scenario.GitHub.Delete(Scenario.FullName);

        await Scenario.DrainAsync();

        Assert.Equal(CheckReportState.Dead, (await Scenario.ReportAsync(snapshot)).State);
    }

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task Two_hundred_commits_are_finished_by_two_workers_each_once()
    {
        var snapshots = new List<CommitSnapshot>();
        var draft = await Scenario.StartAsync();
        for (var number = 0; number < 200; number++)
        {
            Scenario.GitHub.Push(Scenario.FullName, CheckedRepository.Complete.With("src/n.rb", $"puts {number}"));
            snapshots.Add(Scenario.Done(await Scenario.ReadAsync(draft)));
        }

        // The clock stands, so the sanity test of one repository may be made once; what is counted are the rest.
        var queue = Scenario.Get<CheckQueue>();
        await Task.WhenAll(Enumerable.Range(0, queue.Workers).Select(async _ =>
        {
            while (await queue.RunNextAsync(CancellationToken.None))
            {
            }
        }));

        foreach (var snapshot in snapshots)
        {
            var report = await Scenario.ReportAsync(snapshot);
            Assert.True(report.IsStaticFinished, report.Reason);
            Assert.All(report.Runs.Where(run => run.IsStatic), run => Assert.Equal(1, run.Attempts));
        }
    }

    [Fact]
    public async Task Two_workers_never_take_the_same_report()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        var report = await Scenario.ReportAsync(snapshot);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => Scenario.Get<WorkOnReport>().TryAsync(report.Id, WorkPart.All, CancellationToken.None))));

        Assert.Single(taken, took => took);
        Assert.All((await Scenario.ReportAsync(snapshot)).Runs, run => Assert.Equal(1, run.Attempts));
    }

    [Fact]
    public async Task Running_again_still_shows_the_last_results()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        await Scenario.DrainAsync();
        await Scenario.Get<RunChecks>().AgainAsync(snapshot.RepositoryId, snapshot.Commit, null, CancellationToken.None);

        var queued = await Scenario.ReportAsync(snapshot);
        Assert.All(queued.Runs, run => Assert.Equal((CheckRunState.Queued, true), (run.State, run.Outcome is not null)));
    }
}
