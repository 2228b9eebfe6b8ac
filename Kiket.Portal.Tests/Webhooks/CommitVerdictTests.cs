using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Jobs;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>The word and the sentence that GitHub gets for a commit.</summary>
public sealed class CommitVerdictTests : FollowingTests
{
    private readonly HooksInMemory _gitHub = new();

    [Theory]
    [InlineData("words", CommitStatusState.Success, "All checks passed, and the listing shows this commit.")]
    [InlineData("code", CommitStatusState.Success, "All checks passed.")]
    [InlineData("version", CommitStatusState.Success, "All checks passed. A draft of 1.1.0 is ready to submit.")]
    [InlineData("permission", CommitStatusState.Failure, "Customers would notice this change. Raise extension.version to release it.")]
    [InlineData("errors", CommitStatusState.Failure, "so the listing keeps its last content.")]
    [InlineData("no manifest", CommitStatusState.Failure, "There is no readable .kiket/manifest.yaml, so the listing keeps its last content.")]
    [InlineData("another id", CommitStatusState.Failure, "The manifest names another extension, so the listing stays as it was.")]
    public async Task Each_outcome_has_its_own(string change, CommitStatusState state, string sentence)
    {
        await StoreTokenAsync();
        var delivery = await PushAsync(change switch
        {
            "words" => Files.With("README.md", "# New words\n"),
            "code" => Files.With("src/alerts.cs", "class Alerts;"),
            "version" => SampleRepository.Complete(Scenario.Id, "1.1.0"),
            "permission" => Files.Edited("[issues:read, comments:write]", "[issues:read, comments:write, users:write]"),
            "errors" => Files.WithManifest("extension: ["),
            "no manifest" => Files.Without(SampleRepository.ManifestPath),
            _ => SampleRepository.Complete("dev.acme.sirens", "1.0.0"),
        });
        Assert.Equal(state == CommitStatusState.Failure ? state : CommitStatusState.Pending, _gitHub.Statuses.Last().Report.State);

        await CheckAsync();

        var (commit, last) = _gitHub.Statuses.Last();
        Assert.Equal(((await RepositoryAsync()).HeadCommit, state), (commit, last.State));
        Assert.Contains(sentence, last.Description, StringComparison.Ordinal);
        Assert.InRange(last.Description.Length, 1, CommitStatusReport.MaxDescription);
        Assert.NotNull(delivery.EndedAt);
    }

    [Theory]
    [InlineData(1, "The checks found 1 problem.")]
    [InlineData(2, "The checks found 2 problems.")]
    public async Task Problems_that_block_are_counted(int secrets, string sentence)
    {
        await StoreTokenAsync();
        var files = Files.With("README.md", "# New words\n");
        for (var number = 0; number < secrets; number++)
        {
            files = files.With($"src/settings-{number}.txt", $"GITHUB_TOKEN=gh{"p_"}{number}aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA\n");
        }

        await PushAsync(files);
        await CheckAsync();

        var last = _gitHub.Statuses.Last().Report;
        Assert.Equal((CommitStatusState.Failure, sentence), (last.State, last.Description));
    }

    /// <summary>A commit must not look as if its checks still ran when nothing will run them.</summary>
    [Fact]
    public async Task Checks_that_were_given_up_are_no_longer_pending()
    {
        await StoreTokenAsync();
        await PushAsync(Files.With("README.md", "# New words\n"));
        await Scenario.QueryAsync(db => db.Set<CheckReport>()
            .ExecuteUpdateAsync(update => update.SetProperty(report => report.Attempts, CheckReport.MostAttempts)));

        await CheckAsync();

        var last = _gitHub.Statuses.Last().Report;
        Assert.Equal((CommitStatusState.Failure, "The checks couldn't finish. Run them again in the portal."), (last.State, last.Description));
    }

    [Fact]
    public async Task Without_a_token_and_without_anything_new_nothing_is_said()
    {
        await PushAsync(Files.With("README.md", "# New words\n"));
        await CheckAsync();
        Assert.Empty(_gitHub.Statuses);

        await StoreTokenAsync();
        await DeliverAsync();
        Assert.Empty(_gitHub.Statuses);
    }

    [Fact]
    public async Task A_token_that_may_not_is_tried_again_the_next_day_and_then_forgiven()
    {
        await StoreTokenAsync();
        _gitHub.Refusal = Error.Invalid(GitHubErrors.TokenLacksWrite, "The token may not do this.");
        await PushAsync(Files.With("README.md", "# One\n"));
        await PushAsync(Files.With("README.md", "# Two\n"));
        Assert.Single(_gitHub.Statuses);
        Assert.NotNull((await RepositoryAsync()).StatusRefusedAt);

        Scenario.Clock.Advance(ReportStatus.RefusedFor);
        _gitHub.Refusal = null;
        await PushAsync(Files.With("README.md", "# Three\n"));
        Assert.Equal(2, _gitHub.Statuses.Count);
        Assert.Null((await RepositoryAsync()).StatusRefusedAt);
    }

    [Fact]
    public async Task A_GitHub_that_does_not_respond_is_tried_for_two_hours_and_leaves_no_dead_event()
    {
        await StoreTokenAsync();
        _gitHub.Refusal = Error.Unavailable(GitHubErrors.Unavailable, "GitHub has a problem (502).");
        await PushAsync(Files.With("README.md", "# One\n"));
        for (var hours = 0; hours < 4; hours++)
        {
            Scenario.Clock.Advance(TimeSpan.FromHours(1));
            await Scenario.HandleEventsAsync();
        }

        Assert.InRange(_gitHub.Statuses.Count, 2, 8);
        Assert.False(await Scenario.QueryAsync(db => Task.FromResult(db.Set<Portal.Events.EventDelivery>()
            .Any(delivery => delivery.State != Portal.Events.DeliveryState.Done))));
    }

    protected override void Register(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IGitHubWriter>(_gitHub));

    /// <summary>Runs the checks. The health endpoints of the sample, which nobody serves, count as healthy.</summary>
    private async Task CheckAsync()
    {
        await Scenario.QueryAsync(db => db.Set<CheckRun>().Where(run => run.Kind == CheckKind.Sanity).ExecuteUpdateAsync(update => update
            .SetProperty(run => run.State, CheckRunState.Finished)
            .SetProperty(run => run.Outcome, (CheckOutcome?)CheckOutcome.Clean)));
        var checks = Scenario.Database.Services.GetServices<IWorkQueue>().Single(queue => queue.Name == "checks");
        while (await checks.RunNextAsync(CancellationToken.None))
        {
        }

        await Scenario.HandleEventsAsync();
    }

    private async Task StoreTokenAsync()
    {
        GitHub.Know("ghp_of_acme");
        Scenario.Done(await Scenario.Get<ReplaceRepositoryToken>()
            .RunAsync("acme", (await RepositoryAsync()).Id, new GitHubToken("ghp_of_acme"), Scenario.Ada, CancellationToken.None));
    }
}
