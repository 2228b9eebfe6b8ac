using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>Which pushes lead to a call to GitHub, when they arrive late, twice and in no order.</summary>
public sealed class PassedPushesTests : FollowingTests
{
    private const string Older = "0000000000000000000000000000000000000001";

    private int _sent;

    [Fact]
    public async Task Late_and_repeated_pushes_behind_the_head_ask_nothing_of_GitHub()
    {
        var (first, second, third) = (Push("one"), Push("two"), Push("three"));
        await SendAsync(second, third);
        Assert.Equal(1, await WorkAsync());
        Assert.Equal(third, (await RepositoryAsync()).HeadCommit);
        var calls = GitHub.Calls;

        await SendAsync(second, third);
        await SendAsync(first, second);
        await SendAsync(Older, first);
        var ended = await EndedAsync();

        Assert.Equal(calls, GitHub.Calls);
        Assert.Equal(4, ended.Count);
        Assert.All(ended, delivery => Assert.Equal(WebhookDeliveryState.Done, delivery.State));
        Assert.All(ended.Skip(1), delivery => Assert.Equal(
            (SyncOutcome.Unchanged, "The portal had read this commit, or a later one, before."), (delivery.Outcome, delivery.Effect)));
        Assert.Equal(RepositorySyncState.Idle, (await SyncAsync()).State);
    }

    [Fact]
    public async Task A_push_that_is_new_is_read_although_late_ones_wait_beside_it()
    {
        var first = Push("one");
        await SendAsync(Older, first);
        await EndedAsync();

        var second = Push("two");
        await SendAsync(Older, first);
        await SendAsync(first, second);
        var ended = await EndedAsync();

        Assert.Equal(second, (await RepositoryAsync()).HeadCommit);
        Assert.Equal(SyncOutcome.Refreshed, ended[^1].Outcome);
    }

    [Theory]
    [InlineData("a forced push, which may lead back", true, false, false)]
    [InlineData("a push that creates the ref again", false, true, false)]
    [InlineData("a commit of which nothing is known", false, false, true)]
    public async Task Whatever_can_be_the_head_is_asked_for(string what, bool isForced, bool isCreated, bool isUnknown)
    {
        var (first, second) = (Push("one"), Push("two"));
        await SendAsync(first, second);
        await EndedAsync();
        var calls = GitHub.Calls;

        await SendAsync(isCreated ? Pushed.NoCommit : second, isUnknown ? Pushed.Head : first, isForced);
        await EndedAsync();

        Assert.True(GitHub.Calls > calls, what);
    }

    [Fact]
    public async Task A_head_that_could_not_be_read_is_asked_for_again()
    {
        var first = Push("one");
        await SendAsync(Older, first);
        await EndedAsync();
        GitHub.DeleteReference(Submissions.Scenario.FullName, "main");
        await SendAsync(first, Push("two", "other"));
        await EndedAsync();
        var calls = GitHub.Calls;

        await SendAsync(Older, first);
        await EndedAsync();

        Assert.True(GitHub.Calls > calls);
    }

    /// <summary>What lies behind the head of one branch may be new on another.</summary>
    [Fact]
    public async Task After_another_branch_is_tracked_a_push_behind_the_old_head_is_read()
    {
        var (first, second) = (Push("one"), Push("two"));
        await SendAsync(first, second);
        await EndedAsync();
        await TrackWhileGitHubFailsAsync("stable");

        Submissions.Scenario.Done(await TryReceiveAsync("to-stable", "refs/heads/stable", before: Older, after: first));
        GitHub.Tag(Submissions.Scenario.FullName, "stable", first);
        await EndedAsync();

        Assert.Equal(first, (await RepositoryAsync()).HeadCommit);
    }

    private async Task TrackWhileGitHubFailsAsync(string branch)
    {
        GitHub.Failing = Error.Unavailable(GitHubErrors.Unavailable, "GitHub doesn't respond.");
        Assert.True((await Scenario.Get<TrackReference>()
            .RunAsync("acme", (await RepositoryAsync()).Id, branch, Scenario.Ada, CancellationToken.None)).Succeeded);
        for (var attempt = 0; attempt < 20 && (await SyncAsync()).State != RepositorySyncState.Dead; attempt++)
        {
            Scenario.Clock.Advance(TimeSpan.FromHours(1));
            await WorkAsync();
        }

        Assert.Equal(RepositorySyncState.Dead, (await SyncAsync()).State);
        GitHub.Failing = null;
    }

    private string Push(string word, string branch = "main") => GitHub.Push(
        Submissions.Scenario.FullName, Files.With("README.md", $"# Acme Alerts\n\n{word}\n"), branch);

    private async Task SendAsync(string before, string after, bool isForced = false) =>
        Submissions.Scenario.Done(await TryReceiveAsync($"push-{++_sent}", isForced: isForced, before: before, after: after));

    /// <summary>All deliveries once nothing is due, in the order of their arrival.</summary>
    private async Task<List<WebhookDelivery>> EndedAsync()
    {
        // Longer than the pause between two runs.
        Scenario.Clock.Advance(TimeSpan.FromSeconds(5));
        await WorkAsync();
        return await Scenario.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().OrderBy(delivery => delivery.ReceivedAt).ToListAsync());
    }
}
