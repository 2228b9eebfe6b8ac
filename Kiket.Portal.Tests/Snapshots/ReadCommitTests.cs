using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Snapshots;

public sealed class ReadCommitTests : ScenarioTests
{
    private const string Started = "docs/getting-started.md";

    [Theory]
    [InlineData("README.md")]
    [InlineData(Started)]
    [InlineData("docs/examples/quiet-hours.yaml")]
    [InlineData(".kiket/modules/sent/schema.yml")]
    public async Task When_github_is_unavailable_the_reading_is_refused_instead_of_losing_a_tab(string path)
    {
        Scenario.GitHub.Push(Scenario.FullName, Complete.With(".kiket/modules/sent/schema.yml", "module: dev.acme.alerts.sent\n"));
        var draft = await Scenario.StartAsync();
        Scenario.GitHub.FailingFiles[path] = Error.Unavailable(
            GitHubErrors.Unavailable, "GitHub can't be reached. Try again in a minute.", TimeSpan.FromMinutes(1));

        Assert.Equal(GitHubErrors.Unavailable, (await Scenario.ReadAsync(draft)).Code());
        Scenario.GitHub.FailingFiles.Clear();
        Assert.Contains(Scenario.Done(await Scenario.ReadAsync(draft)).Files, file => file.Path == Started);
    }

    [Fact]
    public async Task A_link_to_a_submodule_leads_somewhere_and_one_beside_it_does_not()
    {
        var commit = Scenario.GitHub.Push(Scenario.FullName, Complete.With("README.md", "# Alerts\n\n[lib](vendor/lib) and [gone](vendor/gone)\n"));
        Scenario.GitHub.AddSubmodule(Scenario.FullName, commit, "vendor/lib");

        var snapshot = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));

        var finding = Assert.Single(snapshot.Findings, finding => finding.Id == DocumentationRules.BrokenLink.Id);
        Assert.Contains("vendor/gone", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_read_in_the_last_minutes_is_not_fetched_again()
    {
        Scenario.Push();
        var first = await CallsAsync("1.0.0");

        Assert.Equal(first - 1, await CallsAsync("1.0.0"));

        // Another commit is another manifest.
        Scenario.Push("1.0.1");
        Assert.Equal(first, await CallsAsync("1.0.1"));

        async Task<int> CallsAsync(string version)
        {
            var before = Scenario.GitHub.Calls;
            Assert.Equal(version, Scenario.Done(await Scenario.PublishAsync(dryRun: true)).Snapshot.Manifest!.Version);
            return Scenario.GitHub.Calls - before;
        }
    }

    [Fact]
    public async Task A_cached_manifest_is_not_shown_to_a_token_that_cannot_read_the_repository()
    {
        const string Token = "github_pat_of_acme_0001";
        Scenario.GitHub.Create(Scenario.FullName, Token);
        Scenario.Push();
        Scenario.Done(await Scenario.PublishAsync(dryRun: true, token: Token));

        Scenario.GitHub.Know("github_pat_of_another_2");
        Assert.Equal(GitHubErrors.RepositoryNotFound, (await Scenario.PublishAsync(dryRun: true, token: "github_pat_of_another_2")).Code());
        Scenario.GitHub.Forget(Token);
        Assert.Equal(GitHubErrors.TokenRefused, (await Scenario.PublishAsync(dryRun: true, token: Token)).Code());
    }

    [Fact]
    public async Task A_document_that_can_be_read_the_second_time_is_shown()
    {
        Scenario.GitHub.Push(Scenario.FullName, Complete);
        var draft = await Scenario.StartAsync();
        Scenario.GitHub.FailingFiles[Started] = Error.Invalid(GitHubErrors.ObjectNotFound, "GitHub has no such file. Push it again.");
        var first = Scenario.Done(await Scenario.ReadAsync(draft));
        Assert.Contains(first.Findings, finding => finding.Id == DocumentationRules.NotFetched.Id);
        Scenario.GitHub.FailingFiles.Clear();

        var second = Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.DoesNotContain(DocumentTab.GettingStarted, await TabsAsync(first));
        Assert.Contains(DocumentTab.GettingStarted, await TabsAsync(second));
    }

    [Fact]
    public async Task Reading_the_same_again_stores_the_documents_once()
    {
        Scenario.GitHub.Push(Scenario.FullName, Complete);
        var draft = await Scenario.StartAsync();

        var first = Scenario.Done(await Scenario.ReadAsync(draft));
        var second = Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.DocumentSetId, second.DocumentSetId);
    }

    [Fact]
    public async Task Module_schemas_are_checked_against_the_manifest()
    {
        Scenario.GitHub.Push(Scenario.FullName, Complete.With(".kiket/modules/sent/schema.yml", "module: dev.acme.alerts.sent\ntables: {}\n"));

        var found = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync())).Findings
            .Where(finding => finding.Path == ".kiket/modules/sent/schema.yml")
            .Select(finding => finding.Id);

        Assert.Equal([DataRules.ModuleWithoutTables.Id, DataRules.ModuleUndeclared.Id], found);
    }

    [Fact]
    public async Task Schemas_above_the_limit_are_reported_and_not_fetched()
    {
        var repository = Enumerable.Range(10, 25).Aggregate(
            Complete,
            (files, number) => files.With($".kiket/modules/m{number}/schema.yml", "module: a.b\ntables: [{ name: c }]\n"));
        Scenario.GitHub.Push(Scenario.FullName, repository);

        var findings = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync())).Findings;

        Assert.Contains(findings, finding => finding.Id == SnapshotRules.TooManySchemas.Id);
        Assert.Equal(20, findings.Count(finding => finding.Id == DataRules.ModuleUndeclared.Id));
    }

    private static SampleRepository Complete => SampleRepository.Complete(Scenario.Id, "1.0.0");

    private Task<List<DocumentTab>> TabsAsync(CommitSnapshot snapshot) => Scenario.QueryAsync(db => db.Set<DocumentPage>()
        .Where(page => page.DocumentSetId == snapshot.DocumentSetId).Select(page => page.Tab).Distinct().ToListAsync());
}
