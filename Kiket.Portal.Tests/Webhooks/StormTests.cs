using System.Net;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>A small storm of deliveries on a portal that is killed in the middle of it, over and over. KIKET_ROUNDS says how often.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class StormTests
{
    private const int Deliveries = 300;
    private const int Repositories = 3;
    private const int Heads = 3;

    [Fact]
    public async Task However_often_it_is_killed_every_listing_ends_at_its_newest_head_and_nothing_happens_twice()
    {
        await using var bench = await StormBench.StartAsync(Repositories);
        var storm = new Storm(bench, Deliveries, Heads);
        var kills = Rounds.Of(3).Count();
        bench.GitHub.Faults.ForgetCalls();

        var sending = storm.SendAsync(perSecond: 200);
        for (var kill = 1; kill <= kills; kill++)
        {
            await Wait.UntilAsync(() => storm.Answered >= storm.Total * kill / (kills + 1));
            await bench.Portal.RestartAsync();
        }

        await sending;
        await storm.SettledAsync();
        await StormOutcome.AssertAsync(bench, storm);
        // Each head is read once, and once more by each run that a kill cut off; two run at a time.
        Assert.InRange(bench.GitHub.Faults.CallsTo("*/git/trees/*"), Repositories, storm.Pushes + (2 * kills));
    }
}

/// <summary>What must be true after a storm.</summary>
internal static class StormOutcome
{
    public static async Task AssertAsync(StormBench bench, Storm storm)
    {
        Assert.All(storm.Answers, answer => Assert.Contains(answer.Status, answer.IsValid
            ? new[] { HttpStatusCode.OK, HttpStatusCode.Accepted }
            : [HttpStatusCode.Unauthorized]));
        await bench.QueryAsync(async db =>
        {
            Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync());
            await Invariants.AssertAsync(db);
            var stored = await db.Set<WebhookDelivery>().AsNoTracking().ToListAsync();
            Assert.Equal(storm.Ids.Order(StringComparer.Ordinal), stored.Select(one => one.DeliveryId).Order(StringComparer.Ordinal));
            Assert.All(stored, one => Assert.Equal(WebhookDeliveryState.Done, one.State));
            await AssertHeadsAsync(db, bench);
            await AssertOnceAsync(db, bench.Repositories[0]);
            return true;
        });
        using var client = new HttpClient { BaseAddress = bench.Portal.Address };
        foreach (var repository in bench.Repositories.Skip(1))
        {
            var words = $"Push {storm.Pushes / bench.Repositories.Count}.";
            Assert.Contains(words, await client.GetStringAsync($"/marketplace/{repository.ExtensionId}"), StringComparison.Ordinal);
        }
    }

    private static async Task AssertHeadsAsync(PortalDb db, StormBench bench)
    {
        var heads = await db.Set<ExtensionRepository>().ToDictionaryAsync(one => one.GitHubId, one => one.HeadCommit);
        Assert.Equal(bench.Repositories.Select(one => (one.Name, bench.Head(one))), bench.Repositories.Select(one => (one.Name, heads[one.GitHubId]!)));
    }

    /// <summary>The first repository's last push has a higher version: one draft, one notice, and the listing stays.</summary>
    private static async Task AssertOnceAsync(PortalDb db, Stormed released)
    {
        Assert.Equal(1, await db.Set<Submission>().CountAsync(one => one.Version == "1.1.0"));
        Assert.Equal(1, await db.Set<Notification>().CountAsync(one => one.Key.StartsWith("submission.prepared:")));
        Assert.Equal("1.0.0", await db.Set<Listing>().Where(one => one.ExtensionId == released.ExtensionId).Select(one => one.Version).SingleAsync());
        var readings = await db.Set<RepositoryValidation>().Where(one => one.Outcome != SyncOutcome.Unchanged).ToListAsync();
        Assert.Equal(readings.Select(one => one.Commit).Distinct().Count(), readings.Count);
        Assert.False(await db.Set<EventDelivery>().AnyAsync(one => one.State == DeliveryState.Dead));
    }
}
