using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

public sealed class RepositoryOutcomesOnSqlite : RepositoryOutcomes;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RepositoryOutcomesOnPostgreSql : RepositoryOutcomes
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>What happens to a repository, and to the work of following it.</summary>
public abstract class RepositoryOutcomes : FollowingTests
{
    [Theory]
    [InlineData("acme/sirens", "renamed")]
    [InlineData("globex/alerts", "transferred")]
    public async Task A_new_name_is_followed(string name, string verb)
    {
        GitHub.Rename(Scenario.FullName, name);
        var delivery = await DeliverAsync();

        Assert.Contains($"was {verb} to {name}", delivery.Effect, StringComparison.Ordinal);
        Assert.Equal(name, (await RepositoryAsync()).FullName);
    }

    [Fact]
    public async Task A_new_name_is_followed_even_when_a_stranger_has_the_old_one()
    {
        GitHub.Rename(Scenario.FullName, "acme/sirens");
        GitHub.Delete(Scenario.FullName);
        GitHub.Push(Scenario.FullName, Files.With("README.md", "# A stranger's\n"));
        await DeliverAsync();

        Assert.Equal("acme/sirens", (await RepositoryAsync()).FullName);
        Assert.Equal(SourceTrouble.None, (await RepositoryAsync()).Trouble);
    }

    [Fact]
    public async Task A_stranger_under_the_name_is_not_read()
    {
        var before = await ListingAsync();
        GitHub.Delete(Scenario.FullName);
        GitHub.Push(Scenario.FullName, Files.With("README.md", "# A stranger's\n"));
        var delivery = await DeliverAsync();

        Assert.Equal(SyncOutcome.Replaced, delivery.Outcome);
        Assert.Equal(before.DocumentSetId, (await ListingAsync()).DocumentSetId);
        Assert.NotNull((await RepositoryAsync()).ReplacedByGitHubId);
    }

    [Fact]
    public async Task An_archived_repository_says_so_on_its_listing()
    {
        GitHub.Archive(Scenario.FullName);
        var delivery = await DeliverAsync();

        Assert.Contains("archived", delivery.Effect, StringComparison.Ordinal);
        Assert.True((await RepositoryAsync()).IsArchived);
    }

    [Fact]
    public async Task A_deleted_branch_leaves_the_listing()
    {
        GitHub.DeleteReference(Scenario.FullName, "main");
        var delivery = await DeliverAsync();

        Assert.Equal(SyncOutcome.ReferenceGone, delivery.Outcome);
        Assert.Equal(SourceTrouble.ReferenceGone, (await RepositoryAsync()).Trouble);
        Assert.Single(await ToldAsync("repository.trouble"));
    }

    [Fact]
    public async Task One_404_means_nothing_and_a_day_of_them_is_believed()
    {
        GitHub.Delete(Scenario.FullName);
        var first = await DeliverAsync();
        Assert.Equal((SyncOutcome.Unavailable, WebhookDeliveryState.Failed), (first.Outcome, first.State));
        Assert.Equal(SourceTrouble.None, (await RepositoryAsync()).Trouble);
        Assert.Empty(await ToldAsync("repository.trouble"));

        for (var hours = 0; hours < 30; hours += 6)
        {
            Scenario.Clock.Advance(TimeSpan.FromHours(6));
            await WorkAsync();
        }

        Assert.Equal(SourceTrouble.Unavailable, (await RepositoryAsync()).Trouble);
        Assert.Single(await ToldAsync("repository.trouble"));
    }

    [Fact]
    public async Task A_repository_that_is_back_is_forgiven()
    {
        GitHub.Failing = Error.Invalid(GitHubErrors.RepositoryNotFound, "GitHub has no public repository acme/alerts.");
        await DeliverAsync();
        Assert.NotNull((await RepositoryAsync()).MissingSince);

        GitHub.Failing = null;
        await DeliverAsync();
        Assert.Null((await RepositoryAsync()).MissingSince);
    }

    [Fact]
    public async Task An_outage_is_waited_for_and_given_up_after_five_tries()
    {
        GitHub.Push(Scenario.FullName, Files.With("README.md", "# After the outage\n"));
        GitHub.Failing = Error.Unavailable(GitHubErrors.Unavailable, "GitHub has a problem (502). Your repository is fine; try again in a minute.");
        var delivery = await DeliverAsync();
        Assert.Equal(WebhookDeliveryState.Waiting, delivery.State);

        for (var tries = 1; tries < RepositorySync.MostAttempts; tries++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(10));
            await WorkAsync();
        }

        var sync = await SyncAsync();
        Assert.Equal((RepositorySyncState.Dead, GitHub.Failing.Message), (sync.State, sync.Reason));
        Assert.Equal(WebhookDeliveryState.Failed, (await DeliveryAsync(delivery.DeliveryId)).State);

        GitHub.Failing = null;
        Assert.True((await Scenario.Get<RequestSync>().RunAsync("acme", sync.RepositoryId, Scenario.Ada, CancellationToken.None)).Succeeded);
        await WorkAsync();
        Assert.Equal((await RepositoryAsync()).HeadCommit, (await HeadAsync()));
        Assert.Equal(RepositorySyncState.Idle, (await SyncAsync()).State);
    }

    [Fact]
    public async Task A_wait_that_GitHub_asks_for_is_kept_and_does_not_count()
    {
        GitHub.Failing = Error.TooMany(GitHubErrors.RateLimited, "GitHub asks to wait.", TimeSpan.FromHours(1));
        await DeliverAsync();
        var calls = GitHub.Calls;

        Scenario.Clock.Advance(TimeSpan.FromMinutes(59));
        await DeliverAsync();

        Assert.Equal(calls, GitHub.Calls);
        Assert.Equal(0, (await SyncAsync()).Attempts);
    }

    [Fact]
    public async Task A_storm_of_pushes_is_one_reading_of_the_newest_head()
    {
        for (var push = 0; push < 30; push++)
        {
            GitHub.Push(Scenario.FullName, Files.With("README.md", $"# Push {push}\n"), message: $"Push {push}");
            await ReceiveAsync();
        }

        Assert.Equal(1, await WorkAsync());
        var deliveries = await Scenario.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().OrderBy(delivery => delivery.ReceivedAt).ToListAsync());
        Assert.All(deliveries, delivery => Assert.Equal((WebhookDeliveryState.Done, 1), (delivery.State, delivery.Attempts)));
        Assert.Equal("1 document refreshed.", deliveries[^1].Effect);
        Assert.Equal(await HeadAsync(), (await RepositoryAsync()).HeadCommit);
        Assert.Equal(SyncOutcome.Unchanged, (await DeliverAsync()).Outcome);
    }

    [Fact]
    public async Task Another_process_takes_over_when_the_lease_of_a_killed_one_ends()
    {
        GitHub.Push(Scenario.FullName, Files.With("README.md", "# Taken over\n"));
        var id = await ReceiveAsync();
        await Scenario.QueryAsync(async db =>
        {
            Assert.True((await db.Set<RepositorySync>().SingleAsync()).Claim(Scenario.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });

        Scenario.Clock.Advance(RepositorySync.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await WorkAsync());

        Assert.Equal(SyncOutcome.Refreshed, (await DeliveryAsync(id)).Outcome);
        Assert.Single(await Scenario.QueryAsync(db => db.Set<RepositoryValidation>().ToListAsync()));
    }

    [Fact]
    public async Task A_run_that_was_killed_runs_again_and_nothing_happens_twice()
    {
        GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.1.0"));
        var id = await ReceiveAsync();
        // The process ends after the claim.
        await Scenario.QueryAsync(async db =>
        {
            var sync = await db.Set<RepositorySync>().SingleAsync();
            Assert.True(sync.Claim(Scenario.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });
        Assert.Equal(0, await WorkAsync());

        await Scenario.Get<SyncQueue>().ResumeAsync(CancellationToken.None);
        if (Provider == DatabaseProvider.PostgreSql)
        {
            // Another node may be at work on it: only its lease says that it isn't.
            Assert.Equal(0, await WorkAsync());
            Scenario.Clock.Advance(RepositorySync.Lease + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, await WorkAsync());
        await Scenario.Get<SyncQueue>().ResumeAsync(CancellationToken.None);
        Assert.Equal(0, await WorkAsync());

        Assert.Equal(SyncOutcome.DraftPrepared, (await DeliveryAsync(id)).Outcome);
        Assert.Single(await ToldAsync("submission.prepared"));
    }

    [Fact]
    public async Task A_push_that_was_never_delivered_is_found_within_a_day()
    {
        GitHub.Push(Scenario.FullName, Files.With("README.md", "# Never delivered\n"));
        Scenario.Clock.Advance(RepositorySync.CheckEvery);
        Assert.Equal(1, await WorkAsync());

        Assert.Equal(await HeadAsync(), (await RepositoryAsync()).HeadCommit);
        var model = await Scenario.Get<ReadListing>().RunAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None);
        Assert.Equal(await HeadAsync(), model!.Words!.Commit);
        var validation = await Scenario.QueryAsync(db => db.Set<RepositoryValidation>().AsNoTracking().SingleAsync());
        Assert.Equal((SyncCause.Schedule, SyncOutcome.Refreshed), (validation.Cause, validation.Outcome));
    }

    [Fact]
    public async Task Both_secrets_are_accepted_for_a_day_and_then_the_new_one_alone()
    {
        var repository = await RepositoryAsync();
        var old = await Scenario.Get<RevealWebhookSecret>().RunAsync("acme", repository.Id, Scenario.Ada, CancellationToken.None);
        var rotated = Scenario.Done(await Scenario.Get<RotateWebhookSecret>().RunAsync("acme", repository.Id, Scenario.Ben, CancellationToken.None));
        Assert.NotEqual(old.Value, rotated.Secret);

        Scenario.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(10));
        var previous = await DeliveryAsync(await ReceiveAsync(secret: old.Value));
        var current = await DeliveryAsync(await ReceiveAsync(secret: rotated.Secret));
        Assert.Equal((DeliveryVerdict.Previous, DeliveryVerdict.Current), (previous.Verdict, current.Verdict));

        Scenario.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("signature_invalid", (await TryReceiveAsync("late", secret: old.Value)).Error?.Code);
        Scenario.Done(await TryReceiveAsync("in-time", secret: rotated.Secret));
    }

    [Fact]
    public async Task A_secret_is_for_the_Owners_and_Admins_of_its_organization()
    {
        var repository = (await RepositoryAsync()).Id;
        var (reveal, rotate) = (Scenario.Get<RevealWebhookSecret>(), Scenario.Get<RotateWebhookSecret>());

        Assert.Equal(ErrorKind.Forbidden, (await reveal.RunAsync("acme", repository, Scenario.Mia, CancellationToken.None)).Error?.Kind);
        Assert.Equal(ErrorKind.NotFound, (await reveal.RunAsync("globex", repository, Scenario.Gus, CancellationToken.None)).Error?.Kind);
        Assert.Equal(ErrorKind.NotFound, (await rotate.RunAsync("acme", repository, Scenario.Gus, CancellationToken.None)).Error?.Kind);
        Assert.Equal(64, (await reveal.RunAsync("acme", repository, Scenario.Ben, CancellationToken.None)).Value.Length);
    }

    [Fact]
    public async Task After_a_time_without_deliveries_one_comparison_brings_every_listing_to_its_head()
    {
        string[] names = ["sirens", "pagers", "radios"];
        foreach (var name in names)
        {
            await Scenario.ListedAsync("1.0.0", $"dev.acme.{name}", $"acme/{name}");
        }

        await Scenario.HandleEventsAsync();
        var heads = names.Append("alerts").ToDictionary(
            name => name,
            name => GitHub.Push($"acme/{name}", SampleRepository.Complete($"dev.acme.{name}", "1.0.0").With("README.md", $"# {name}\n\nPushed in silence.\n")),
            StringComparer.Ordinal);
        Scenario.Clock.Advance(RepositorySync.CheckEvery);

        Assert.Equal(heads.Count, await WorkAsync());
        foreach (var (name, head) in heads)
        {
            var model = await Scenario.Get<ReadListing>().RunAsync(VisibleRegistry.Marketplace, $"dev.acme.{name}", CancellationToken.None);
            Assert.Equal(head, model!.Words!.Commit);
        }
    }

    private Task<WebhookDelivery> DeliveryAsync(string id) =>
        Scenario.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().SingleAsync(delivery => delivery.DeliveryId == id));

    private async Task<string> HeadAsync()
    {
        var info = (await GitHub.GetRepositoryAsync(RepositoryAddress.Of("acme", "alerts"), null, CancellationToken.None)).Value;
        return (await GitHub.GetCommitAsync(info, null, null, CancellationToken.None)).Value.Sha;
    }
}
