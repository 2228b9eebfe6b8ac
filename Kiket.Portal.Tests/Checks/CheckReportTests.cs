using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Findings;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Checks;

public sealed class CheckReportTests : ScenarioTests
{
    private const string Managed = "permissions: [issues:read, comments:write]\n"
        + "  hosting:\n    managed: true\n    tier: minimal\n    egress: [api.acme.io, unused.acme.io]";

    [Fact]
    public async Task A_clean_commit_passes_the_checks_that_only_need_it()
    {
        var report = await Scenario.CheckAsync(CheckedRepository.Complete);

        Assert.Equal(CheckOutcome.Clean, report.Run(CheckKind.SensitiveFiles).Outcome);
        Assert.Equal("No sensitive files found; 8 files checked.", report.Run(CheckKind.SensitiveFiles).Summary);
        Assert.Equal(CheckOutcome.NotNeeded, report.Run(CheckKind.Container).Outcome);
        Assert.Equal(CheckOutcome.NotNeeded, report.Run(CheckKind.Egress).Outcome);
        Assert.Equal(CheckReportState.Finished, report.State);
        Assert.All(report.Runs, run => Assert.Equal((CheckRunState.Finished, 1), (run.State, run.Attempts)));
    }

    [Fact]
    public async Task A_token_is_found_with_its_place_and_never_stored()
    {
        var report = await Scenario.CheckAsync(CheckedRepository.Complete.With("src/client.rb", $"# client\nTOKEN = '{CheckedRepository.Token}'\n"));

        var finding = Assert.Single(report.Run(CheckKind.SensitiveFiles).Findings);
        Assert.Equal(("S202", FindingLevel.Error, "src/client.rb", 2), (finding.Id, finding.Level, finding.Path, finding.Line));
        Assert.Equal(CheckOutcome.Failed, report.Run(CheckKind.SensitiveFiles).Outcome);
        Assert.Contains("Revoke", finding.Fix);
        await using var db = await Scenario.Database.OpenAsync();
        var stored = await db.Database.SqlQuery<string>($"SELECT Findings AS Value FROM CheckRuns UNION ALL SELECT Facts FROM KnownFiles").ToListAsync();
        Assert.DoesNotContain(stored, text => text.Contains(CheckedRepository.Token[6..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guesses_count_where_code_runs_and_keys_made_for_tests_only_warn()
    {
        var key = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1KqXuNtVyZbMrCwJ0Ff\n";
        var report = await Scenario.CheckAsync(CheckedRepository.Complete
            .With("tests/fixtures/key.txt", key)
            .With("tests/client.rb", "api_key = '9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1'\n")
            .With("docs/use.md", "api_key = '9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1'\n"));

        var finding = Assert.Single(report.Run(CheckKind.SensitiveFiles).Findings);
        Assert.Equal(("S201", FindingLevel.Warning), (finding.Id, finding.Level));
    }

    [Fact]
    public async Task A_cut_tree_is_incomplete_and_never_clean()
    {
        Scenario.GitHub.Push(Scenario.FullName, CheckedRepository.Complete);
        Scenario.GitHub.Truncate(Scenario.FullName);
        var draft = await Scenario.StartAsync();
        var snapshot = Scenario.Done(await Scenario.ReadAsync(draft));
        await Scenario.DrainAsync();

        var run = (await Scenario.ReportAsync(snapshot)).Run(CheckKind.SensitiveFiles);
        Assert.Equal(CheckOutcome.Incomplete, run.Outcome);
        Assert.Equal("S301", Assert.Single(run.Findings).Id);
    }

    [Fact]
    public async Task More_files_than_the_bound_are_incomplete_and_the_likely_ones_are_read_first()
    {
        var pictures = Enumerable.Range(0, ScanFiles.MostFiles + 50).Select(number => KeyValuePair.Create($"pictures/{number}.png", $"picture {number}"));
        var report = await Scenario.CheckAsync(CheckedRepository.Complete.With("config.rb", $"TOKEN = '{CheckedRepository.Token}'").With(pictures));

        var run = report.Run(CheckKind.SensitiveFiles);
        Assert.Equal(["S202", "S301"], run.Findings.Select(finding => finding.Id));
        Assert.Contains("59 files weren't checked", run.Findings[1].Message);
    }

    [Fact]
    public void A_hundred_thousand_names_are_judged_whatever_could_be_read()
    {
        var entries = Enumerable.Range(0, 99_999)
            .Select(number => new TreeEntry($"src/module{number % 300}/file{number}.rb", TreeEntryKind.File, $"{number}", 100))
            .Append(new TreeEntry("deep/down/.env", TreeEntryKind.File, "env", 100));

        var result = SensitiveFiles.Judge(
            new RepositoryTree("abc", [.. entries], IsComplete: true),
            new ScannedFiles(new Dictionary<string, FileFacts>(StringComparer.Ordinal), 98_000, 0, true));

        Assert.Equal(CheckOutcome.Failed, result.Outcome);
        Assert.Equal(["S102", "S301"], result.Findings.Select(finding => finding.Id));
    }

    [Fact]
    public async Task Hosts_in_the_source_are_compared_with_the_declared_ones()
    {
        var report = await Scenario.CheckAsync(CheckedRepository.Complete
            .Edited("permissions: [issues:read, comments:write]", Managed)
            .With("Dockerfile", "FROM ruby:3.4\nUSER app\n")
            .With("src/app.rb", "get('/health')\nHTTP.get('https://api.acme.io/v1')\nHTTP.post('https://tracker.elsewhere.io')\n"));

        var findings = report.Run(CheckKind.Egress).Findings;
        Assert.Equal(["E101", "E102"], findings.Select(finding => finding.Id));
        Assert.Equal(("src/app.rb", 3), (findings[0].Path, findings[0].Line));
        Assert.Contains("tracker.elsewhere.io", findings[0].Message);
        Assert.Contains("unused.acme.io", findings[1].Message);
    }

    [Fact]
    public async Task A_managed_extension_sees_what_its_container_lacks()
    {
        var report = await Scenario.CheckAsync(CheckedRepository.Complete
            .Edited("permissions: [issues:read, comments:write]", Managed)
            .With("Dockerfile", "FROM ruby\nCMD [\"ruby\", \"app.rb\"]\n"));

        Assert.Equal(["C201", "C202", "C203", "C204"], report.Run(CheckKind.Container).Findings.Select(finding => finding.Id).Order(StringComparer.Ordinal));
        Assert.Equal(CheckOutcome.NotNeeded, report.Run(CheckKind.Sanity).Outcome);
    }

    [Fact]
    public async Task An_endpoint_that_exists_nowhere_is_a_warning()
    {
        var report = await Scenario.CheckAsync(CheckedRepository.Complete);

        var run = report.Run(CheckKind.Sanity);
        Assert.Equal(CheckOutcome.Warnings, run.Outcome);
        Assert.Equal("H101", Assert.Single(run.Findings).Id);
        Assert.Equal("/health could not connect.", run.Summary);
    }

    [Fact]
    public async Task An_extension_is_called_once_a_minute_at_most()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        await Scenario.DrainAsync();
        var first = (await Scenario.ReportAsync(snapshot)).Run(CheckKind.Sanity).StartedAt;

        Assert.True((await Scenario.Get<RunChecks>().AgainAsync(snapshot.RepositoryId, snapshot.Commit, [CheckKind.Sanity], CancellationToken.None)).Succeeded);
        await Scenario.DrainAsync();
        Assert.Equal(
            (CheckReportState.Waiting, first),
            ((await Scenario.ReportAsync(snapshot)).State, (await Scenario.ReportAsync(snapshot)).Run(CheckKind.Sanity).StartedAt));

        Scenario.Clock.Advance(TimeSpan.FromMinutes(2));
        await Scenario.DrainAsync();
        Assert.Equal(CheckReportState.Finished, (await Scenario.ReportAsync(snapshot)).State);
        Assert.NotEqual(first, (await Scenario.ReportAsync(snapshot)).Run(CheckKind.Sanity).StartedAt);
    }

    [Fact]
    public async Task Files_that_did_not_change_are_not_fetched_again()
    {
        await Scenario.CheckAsync(CheckedRepository.Complete);
        var before = Scenario.GitHub.Calls;
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete.With("src/new.rb", "puts 1"));
        var read = Scenario.GitHub.Calls;
        Assert.NotEqual(before, read);

        await Scenario.DrainAsync();

        // The tree, and the one new file.
        Assert.Equal(2, Scenario.GitHub.Calls - read);
        Assert.Equal(CheckOutcome.Clean, (await Scenario.ReportAsync(snapshot)).Run(CheckKind.SensitiveFiles).Outcome);
    }
}
