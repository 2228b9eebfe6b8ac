using Kiket.Portal.Audit;
using Kiket.Portal.Listings;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Reviews.Decisions;

public sealed class ApprovalThroughKillsOnSqlite : ApprovalThroughKills;

public sealed class ApprovalThroughKillsOnPostgreSql : ApprovalThroughKills
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>The portal is killed at each step of an approval. After the restart, each consequence has happened exactly once.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class ApprovalThroughKills : IAsyncLifetime
{
    private readonly KillSwitch _kill = new();
    private Scenario _scenario = null!;

    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public async Task InitializeAsync() =>
        _scenario = await Scenario.OpenAsync(Provider, services => services.AddSingleton<ISaveChangesInterceptor>(_kill));

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Wherever_it_is_killed_each_consequence_happens_once()
    {
        var step = 1;
        while (await ApproveAsync(step))
        {
            step++;
        }

        // The approval with its commit, then a lease, the work and the result for each handler.
        Assert.InRange(step, 8, 100);
    }

    /// <returns>Whether there was such a step.</returns>
    private async Task<bool> ApproveAsync(int step)
    {
        // A person starts twenty drafts an hour at most.
        _scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        var version = $"1.0.{step}";
        var submission = await _scenario.InReviewAsync(version);

        _kill.KillAt(step);
        await Record.ExceptionAsync(ApproveAsync);
        var wasKilled = _kill.Restart();

        // The next process, or the next node, after the lease of the one that died.
        _scenario.Clock.Advance(EventDelivery.Lease + TimeSpan.FromSeconds(1));
        await Record.ExceptionAsync(ApproveAsync);

        await AssertOnceAsync(submission, version);
        return wasKilled;

        async Task ApproveAsync()
        {
            // The reviewer who saw no answer presses again; if it is done, that is refused.
            await _scenario.DecideAsync(submission, Decision.Approve);
            await _scenario.HandleEventsAsync();
        }
    }

    private async Task AssertOnceAsync(Guid submission, string version)
    {
        await using var db = await _scenario.Database.OpenAsync();
        var release = await db.Set<Release>().SingleAsync(candidate => candidate.SubmissionId == submission);
        Assert.Equal(version, release.Version);
        var listed = await _scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None);
        Assert.Equal(version, listed!.Listing.Version);
        Assert.Single((await _scenario.FindAsync(submission)).Entries, entry => entry.Kind == SubmissionEntryKind.Approved);
        var subject = submission.ToString();
        Assert.Equal(1, await db.Set<AuditEntry>().CountAsync(entry => entry.Action == "submission.approved" && entry.SubjectId == subject));
        // Ada owns acme and Ben is its admin.
        Assert.Equal(2, await db.Set<Notification>().CountAsync(one => one.Key.StartsWith($"submission.approved:{submission}")));
        Assert.Equal(1, await db.Set<PortalEvent>().CountAsync(one => one.Type == "release.published" && one.Data.Contains(release.Id.ToString())));
        Assert.False(await db.Set<EventDelivery>().AnyAsync(delivery => delivery.State != DeliveryState.Done));
        var report = await db.Set<CheckReport>().SingleAsync(candidate => candidate.Commit == release.Commit);
        Assert.Equal(CheckReportState.Queued, report.State);
    }
}
