using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Checks;

public sealed class SubmittingWithChecksTests : ScenarioTests
{
    private static SampleRepository Leaking => CheckedRepository.Complete.With("src/client.rb", $"TOKEN = '{CheckedRepository.Token}'\n");

    [Fact]
    public async Task A_certain_secret_blocks_until_it_is_gone()
    {
        var (draft, _) = await ReadyAsync(Leaking);

        var refused = await Scenario.SubmitAsync(draft);
        Assert.Equal(SubmissionReadiness.ChecksFailed, refused.Error!.Code);
        Assert.Contains("GitHub token", refused.Error.Message);
        Assert.Contains(refused.Error.Details, detail => detail is { Id: "S202", Path: "src/client.rb", Line: 1 });

        Scenario.GitHub.Push(Scenario.FullName, CheckedRepository.Complete);
        Scenario.Done(await Scenario.ReadAsync(draft));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task Of_a_hundred_thousand_files_a_bounded_number_is_read_every_name_is_judged_and_what_was_left_is_said()
    {
        var many = Enumerable.Range(0, 100_000).Select(number => KeyValuePair.Create($"data/{number % 500}/{number}.json", "{}"));

        var (_, snapshot) = await ReadyAsync(CheckedRepository.Complete.With(many.Append(KeyValuePair.Create("zz/id_rsa", "not looked into, but named"))));
        await Scenario.DrainAsync();

        var report = await Scenario.ReportAsync(snapshot);
        Assert.True(report.IsStaticFinished, report.Reason);
        Assert.Contains(report.OwnFindings, finding => finding.Path == "zz/id_rsa");
        Assert.Contains(report.OwnFindings, finding => finding.Message.Contains("files weren't checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_may_override_it_by_name_and_the_audit_log_says_so()
    {
        var (draft, snapshot) = await ReadyAsync(Leaking);
        Assert.False((await Scenario.SubmitAsync(draft)).Succeeded);
        var key = (await Scenario.ReportAsync(snapshot)).OwnFindings.First(finding => finding.Id == "S202").Key!;

        Assert.Equal("reason_length", (await OverrideAsync(snapshot, key, "no")).Error!.Code);
        Assert.True((await OverrideAsync(snapshot, key)).Succeeded);
        Assert.True((await OverrideAsync(snapshot, key)).Succeeded);

        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        var given = Assert.Single(
            (await Scenario.Get<CheckQueries>().FindAsync(snapshot.RepositoryId, snapshot.Commit, CancellationToken.None))!.Overrides.Values);
        Assert.Equal((Scenario.Ada.Name, "Revoked in March, needed for the parser's test."), (given.ByName, given.Reason));
        Assert.Single(await Scenario.QueryAsync(db => db.Set<AuditEntry>().Where(entry => entry.Action == "check.finding_overridden").ToListAsync()));
    }

    [Fact]
    public async Task A_withdrawn_override_blocks_again()
    {
        var (draft, snapshot) = await ReadyAsync(Leaking);
        await Scenario.SubmitAsync(draft);
        var key = (await Scenario.ReportAsync(snapshot)).OwnFindings.First(finding => finding.Id == "S202").Key!;
        await OverrideAsync(snapshot, key);

        Assert.True((await Scenario.Get<OverrideFinding>().WithdrawAsync(snapshot.RepositoryId, key, Scenario.Ben, CancellationToken.None)).Succeeded);

        Assert.Equal(SubmissionReadiness.ChecksFailed, (await Scenario.SubmitAsync(draft)).Error!.Code);
    }

    [Fact]
    public async Task Only_people_who_publish_may_override()
    {
        var (draft, snapshot) = await ReadyAsync(Leaking);
        await Scenario.SubmitAsync(draft);
        var key = (await Scenario.ReportAsync(snapshot)).OwnFindings.First(finding => finding.Id == "S202").Key!;

        Assert.Equal(ErrorKind.NotFound, (await OverrideAsync(snapshot, key, actor: Scenario.Gus)).Error!.Kind);
        Assert.Equal(ErrorKind.NotFound, (await OverrideAsync(snapshot, key, actor: Scenario.Rita)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await OverrideAsync(snapshot, key, actor: Scenario.Mia)).Error!.Kind);
        Assert.Equal("finding_not_found", (await OverrideAsync(snapshot, "another")).Error!.Code);
    }

    [Fact]
    public async Task The_same_override_does_not_cover_another_secret()
    {
        var (draft, snapshot) = await ReadyAsync(Leaking);
        await Scenario.SubmitAsync(draft);
        await OverrideAsync(snapshot, (await Scenario.ReportAsync(snapshot)).OwnFindings.First(finding => finding.Id == "S202").Key!);

        Scenario.GitHub.Push(
            Scenario.FullName,
            CheckedRepository.Complete.With("src/client.rb", "TOKEN = '" + "gh" + "p_" + "J7mQK3wMZ2vXN5rTB6yHPDgFC4sLAEj7QK3w" + "'\n"));
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.Equal(SubmissionReadiness.ChecksFailed, (await Scenario.SubmitAsync(draft)).Error!.Code);
    }

    [Fact]
    public async Task Checks_that_cannot_end_stop_the_submit_with_the_reason()
    {
        var (draft, _) = await ReadyAsync(CheckedRepository.Complete);
        Scenario.GitHub.Failing = Error.Unavailable("github_down", "GitHub doesn't respond.");

        var refused = await Scenario.SubmitAsync(draft);

        Assert.Equal(SubmissionReadiness.ChecksUnfinished, refused.Error!.Code);
        Assert.Contains("GitHub doesn't respond.", refused.Error.Message);
    }

    [Fact]
    public async Task A_publish_shows_what_the_static_checks_find_and_a_dry_run_stores_none_of_it()
    {
        Scenario.GitHub.Push(Scenario.FullName, Leaking);

        var tried = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, dryRun: true));
        Assert.Equal(SubmissionReadiness.ChecksFailed, tried.Refusal!.Code);
        Assert.Contains(tried.Findings, finding => finding.Id == "S202");
        Assert.Equal((0, 0), await Scenario.QueryAsync(async db => (await db.Set<CheckReport>().CountAsync(), await db.Set<KnownFile>().CountAsync())));

        var published = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));
        Assert.Equal(SubmissionReadiness.ChecksFailed, published.Refusal!.Code);
        Assert.Contains(published.Findings, finding => finding.Id == "S202");
    }

    [Fact]
    public async Task A_clean_publish_is_checked_and_goes_to_review()
    {
        Scenario.GitHub.Push(Scenario.FullName, CheckedRepository.Complete);

        var published = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal(SubmissionState.InReview, published.State);
        Assert.True((await Scenario.ReportAsync(published.Snapshot)).IsStaticFinished);
    }

    [Fact]
    public async Task A_new_commit_in_review_is_checked_like_the_first()
    {
        var (draft, snapshot) = await ReadyAsync(CheckedRepository.Complete);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);

        Scenario.GitHub.Push(Scenario.FullName, Leaking);
        var refused = await Scenario.Get<TakeNewCommit>().RunAsync(draft, Scenario.Ada, CancellationToken.None);
        Assert.Equal(SubmissionReadiness.ChecksFailed, refused.Error?.Code);
        Assert.Equal(snapshot.Commit, (await Scenario.FindAsync(draft)).Commit);

        Scenario.GitHub.Push(Scenario.FullName, CheckedRepository.Complete.With("src/new.rb", "puts 1"));
        Assert.True(Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(draft, Scenario.Ada, CancellationToken.None)));
    }

    [Fact]
    public async Task An_approval_lets_everything_run_once_more()
    {
        var (draft, snapshot) = await ReadyAsync(CheckedRepository.Complete);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        await Scenario.DrainAsync();
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Approve));
        await Scenario.HandleEventsAsync();

        Assert.All((await Scenario.ReportAsync(snapshot)).Runs, run => Assert.Equal(CheckRunState.Queued, run.State));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(2));
        await Scenario.DrainAsync();
        Assert.Equal(CheckReportState.Finished, (await Scenario.ReportAsync(snapshot)).State);
    }

    private async Task<(Guid Draft, CommitSnapshot Snapshot)> ReadyAsync(SampleRepository files)
    {
        var (draft, snapshot) = await Scenario.ReadAsync(files);
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));
        return (draft, snapshot);
    }

    private Task<Result> OverrideAsync(
        CommitSnapshot snapshot,
        string key,
        string reason = "Revoked in March, needed for the parser's test.",
        Kiket.Portal.Accounts.Actor? actor = null) =>
        Scenario.Get<OverrideFinding>().RunAsync(snapshot.RepositoryId, snapshot.Commit, key, reason, actor ?? Scenario.Ada, CancellationToken.None);
}
