using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Drafts;

public sealed class PublishExtensionTests : ScenarioTests
{
    [Fact]
    public async Task A_dry_run_tells_everything_and_leaves_no_trace()
    {
        Scenario.GitHub.Create(Scenario.FullName, "ghp_secret_value_7788");
        Scenario.Push();
        var before = await TraceAsync();

        var ready = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, dryRun: true, token: "ghp_secret_value_7788"));
        var lacking = Scenario.Done(await Scenario.PublishAsync(dryRun: true, token: "ghp_secret_value_7788"));

        Assert.Equal((SubmissionState.InReview, null, null), (ready.State, ready.Submission, ready.Refusal));
        Assert.Equal(SubmissionState.Draft, lacking.State);
        Assert.Contains(lacking.Missing, missing => missing.Field == "listing.support");
        Assert.Equal(before, await TraceAsync());
    }

    [Fact]
    public async Task What_lacks_something_becomes_a_draft_that_says_what()
    {
        Scenario.Push();

        var outcome = Scenario.Done(await Scenario.PublishAsync());

        Assert.Equal((SubmissionState.Draft, null), (outcome.State, outcome.Refusal));
        Assert.Equal(
            ["listing.categories", "listing.justifications.comments:write", "listing.justifications.issues:read", "listing.support"],
            outcome.Missing.Select(missing => missing.Field!).Order(StringComparer.Ordinal));
        Assert.Equal("Acme Alerts", (await Scenario.FindAsync(outcome.Submission!.Id)).Details.Name);
    }

    [Fact]
    public async Task What_lacks_nothing_goes_to_review()
    {
        Scenario.Push();

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal((SubmissionState.InReview, null), (outcome.State, outcome.Refusal));
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(outcome.Submission!.Id)).State);
    }

    [Fact]
    public async Task Repeating_a_publish_goes_on_with_the_same_draft()
    {
        Scenario.Push();
        var first = Scenario.Done(await Scenario.PublishAsync()).Submission!.Id;
        Scenario.Push("1.0.1");

        var second = Scenario.Done(await Scenario.PublishAsync()).Submission!.Id;
        var third = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal((first, first, SubmissionState.InReview), (second, third.Submission!.Id, third.State));
        Assert.Equal("1.0.1", (await Scenario.FindAsync(first)).Version);
    }

    [Fact]
    public async Task A_version_in_review_is_a_conflict_and_piles_nothing_up()
    {
        Scenario.Push();
        Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        for (var i = 0; i < 3; i++)
        {
            var again = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));
            Assert.Equal((ErrorKind.Conflict, "version_in_review"), (again.Refusal!.Kind, again.Refusal.Code));
        }

        Assert.True(await Scenario.QueryAsync(db => db.Set<Submission>().CountAsync()) <= 2);
    }

    [Fact]
    public async Task A_version_that_does_not_rise_is_a_conflict_and_stores_no_draft()
    {
        await Scenario.ListedAsync();

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal((ErrorKind.Conflict, VersionPolicy.NotGreater, null), (outcome.Refusal!.Kind, outcome.Refusal.Code, outcome.Submission));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Submission>().CountAsync()));
    }

    [Fact]
    public async Task Failed_checks_are_refused_with_every_finding()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "banana").Edited("delivery: http", "delivery: pigeon"));

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.Equal((ErrorKind.Invalid, SubmissionReadiness.ChecksFailed, null), (outcome.Refusal!.Kind, outcome.Refusal.Code, outcome.Submission));
        Assert.True(outcome.Refusal.Details.Count(detail => detail.Level == "error") >= 2);
    }

    [Fact]
    public async Task An_id_of_another_organization_is_a_conflict()
    {
        await Scenario.ListedAsync();
        Scenario.Push("3.0.0", fullName: "globex/copy");

        var outcome = Scenario.Done(
            await Scenario.PublishAsync(Scenario.Input, url: "https://github.com/globex/copy", organization: "globex", actor: Scenario.Gus));

        Assert.Equal("extension_id_taken", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task Where_the_sent_manifest_differs_the_repository_counts_and_a_finding_says_so()
    {
        Scenario.Push();

        var outcome = Scenario.Done(await Scenario.PublishAsync(
            Scenario.Input,
            manifest: """{"model_version":"1.0","extension":{"id":"dev.acme.alerts","name":"Acme Alerts","version":"9.9.9","delivery":"internal"}}"""));

        var differing = outcome.Findings.Where(finding => finding.Id == ChecksRules.ManifestDiffers.Id).ToList();
        Assert.Contains(differing, finding => finding.Message.StartsWith("version is “9.9.9”", StringComparison.Ordinal));
        Assert.Contains(differing, finding => finding.Message.StartsWith("delivery", StringComparison.Ordinal));
        Assert.Equal("1.0.0", outcome.Submission!.Version);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"extension\": null}")]
    [InlineData("not json at all: [")]
    public async Task A_sent_manifest_that_is_none_is_a_finding(string manifest)
    {
        Scenario.Push();

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, manifest: manifest));

        Assert.Contains(outcome.Findings, finding => finding.Id == ChecksRules.ManifestDiffers.Id);
        Assert.Equal(SubmissionState.InReview, outcome.State);
    }

    [Fact]
    public async Task Another_commit_than_the_one_at_the_ref_is_a_finding_and_the_ref_counts()
    {
        var old = Scenario.Push();
        var head = Scenario.Push("1.1.0");

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, "main", old[..8]));

        Assert.Single(outcome.Findings, finding => finding.Id == ChecksRules.CommitDiffers.Id);
        Assert.Equal(head, outcome.Snapshot.Commit);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("zzz")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_is_no_commit_is_ignored(string? commit)
    {
        Scenario.Push();

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, "main", commit));

        Assert.DoesNotContain(outcome.Findings, finding => finding.Id == ChecksRules.CommitDiffers.Id);
    }

    [Fact]
    public async Task A_detached_checkout_is_read_at_its_short_commit()
    {
        var tagged = Scenario.Push();
        Scenario.Push("2.0.0");

        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, "HEAD", tagged[..8]));

        Assert.Equal((tagged, "1.0.0"), (outcome.Snapshot.Commit, outcome.Submission!.Version));
        Assert.DoesNotContain(outcome.Findings, finding => finding.Id == ChecksRules.CommitDiffers.Id);
    }

    [Theory]
    [InlineData("globex", "marketplace", "organization_not_found")]
    [InlineData("acme", "globex", "registry_not_found")]
    public async Task Somebody_elses_organization_and_registry_are_not_there(string organization, string registry, string code)
    {
        Scenario.Push();

        Assert.Equal(code, (await Scenario.PublishAsync(Scenario.Input, organization: organization, registry: registry)).Code());
        Assert.Equal(0, Scenario.GitHub.Calls);
    }

    [Theory]
    [InlineData("https://github.com/acme/nothing", null, GitHubErrors.RepositoryNotFound)]
    [InlineData("git@gitlab.com:acme/alerts.git", null, GitHubErrors.InvalidAddress)]
    [InlineData(Scenario.Url, "no-such-branch", GitHubErrors.ReferenceNotFound)]
    public async Task What_GitHub_refuses_is_refused(string url, string? reference, string code)
    {
        Scenario.Push();

        Assert.Equal(code, (await Scenario.PublishAsync(Scenario.Input, reference, url: url)).Code());
    }

    [Fact]
    public async Task The_remote_of_a_checkout_is_understood()
    {
        Scenario.Push();

        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.PublishAsync(Scenario.Input, url: "git@github.com:acme/alerts.git")).State);
    }

    [Fact]
    public async Task Holes_and_floods_in_what_a_program_sends_are_refused_as_such()
    {
        Scenario.Push();
        var holes = Scenario.Input with
        {
            Categories = [null!, "communication"],
            Pricing = new Pricing(PriceModel.UsageBased) { Meters = [null!] },
            Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = null! },
        };

        var lacking = Scenario.Done(await Scenario.PublishAsync(holes));
        var flooded = await Scenario.PublishAsync(Scenario.Input with { Summary = new string('s', 70_000) });

        Assert.Equal(SubmissionState.Draft, lacking.State);
        Assert.Equal(ErrorKind.TooLarge, flooded.Error?.Kind);
    }

    private Task<string> TraceAsync() => Scenario.QueryAsync(async db => string.Join(' ',
        await CountAsync<Submission>(db), await CountAsync<CommitSnapshot>(db), await CountAsync<DocumentSet>(db), await CountAsync<Extension>(db),
        await CountAsync<ExtensionRepository>(db), await CountAsync<AuditEntry>(db), await CountAsync<Notification>(db)));

    private static Task<int> CountAsync<T>(PortalDb db)
        where T : class => db.Set<T>().CountAsync();
}
