using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Looks at the installations whose time to decide has come, in parts of bounded size, and notes which of them upgrade. A release sets the time
/// of all installations of its extension; a wait sets its own end.
/// </summary>
public sealed class DecideUpgrades(UnitOfWork unit, IDbContextFactory<PortalDb> databases, WorkSignal signal, NotifyOfConsent notify, TimeProvider clock)
    : IRegularWork
{
    /// <summary>Few enough for the memory of a small portal, and enough to make the reads of an extension's releases count little.</summary>
    public const int PartSize = 500;

    public string Name => "decide-upgrades";

    /// <summary>A minute late is nothing for an upgrade that waited for days.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken) => await DecideAllAsync(cancellationToken);

    /// <returns>How many installations it decided about.</returns>
    public async Task<int> DecideAllAsync(CancellationToken cancellationToken)
    {
        // One instant for the whole pass: what becomes due during it is for the next one, so a pass ends.
        var now = clock.GetUtcNow();
        var (count, after, facts) = (0, new Place(DateTimeOffset.MinValue, 0), new FactsOfLast());
        while (await ReadAsync(after, now, cancellationToken) is { Count: > 0 } part)
        {
            await DecideAsync(part, facts, now, cancellationToken);
            (count, after) = (count + part.Count, new Place(part[^1].DecideAt!.Value, part[^1].Number));
        }

        return count;
    }

    private async Task<List<Installation>> ReadAsync(Place after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Installation>().AsNoTracking()
            .Where(installation => installation.DecideAt != null && installation.DecideAt <= now
                && (installation.DecideAt > after.DecideAt || (installation.DecideAt == after.DecideAt && installation.Number > after.Number)))
            .OrderBy(installation => installation.DecideAt).ThenBy(installation => installation.Number)
            .Take(PartSize)
            .ToListAsync(cancellationToken);
    }

    private async Task DecideAsync(List<Installation> part, FactsOfLast facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decided = new List<Decided>(part.Count);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            foreach (var installation in part)
            {
                // One that is being worked on is decided again when that ends.
                var advice = installation.State == InstallationState.Active
                    ? (await facts.OfAsync(db, installation.ExtensionKey, cancellationToken)).Decide(installation, now)
                    : null;
                decided.Add(new Decided(installation, advice));
            }
        }

        var stored = await unit.RunAsync(work => StoreAsync(work, decided, now, cancellationToken), cancellationToken);
        if (stored.Succeeded && decided.Exists(one => one.Advice?.Verdict == UpgradeVerdict.Upgrade))
        {
            signal.Raise(DueUpgradeQueue.QueueName);
        }
    }

    private async Task<Foundation.Result> StoreAsync(Work work, List<Decided> decided, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var upgrades = decided.Where(one => one.Advice?.Verdict == UpgradeVerdict.Upgrade)
            .Select(one => (one.Installation.Id, Release: one.Advice!.Candidate!.ReleaseId))
            .ToList();
        var ids = upgrades.ConvertAll(one => one.Id);
        var known = (await db.Set<UpgradeDue>().Where(due => ids.Contains(due.InstallationId))
            .Select(due => new { due.InstallationId, due.ReleaseId })
            .ToListAsync(cancellationToken)).Select(due => (due.InstallationId, due.ReleaseId)).ToHashSet();
        db.AddRange(upgrades.Where(one => !known.Contains(one)).Select(one => UpgradeDue.Of(one.Id, one.Release, now)));

        foreach (var same in decided.GroupBy(one => one.Advice?.NextAt))
        {
            var (numbers, next) = (same.Select(one => one.Installation.Number).ToList(), same.Key);
            // What happened meanwhile has set a later time, which stays.
            await db.Set<Installation>()
                .Where(installation => numbers.Contains(installation.Number) && installation.DecideAt <= now)
                .ExecuteUpdateAsync(update => update.SetProperty(installation => installation.DecideAt, next), cancellationToken);
        }

        foreach (var one in decided.Where(one => one.Advice is not null))
        {
            await notify.AddAsync(work, one.Installation, one.Advice!, cancellationToken);
        }

        return Foundation.Result.Success();
    }

    /// <summary>Where the next part begins.</summary>
    private sealed record Place(DateTimeOffset DecideAt, long Number);

    private sealed record Decided(Installation Installation, UpgradeAdvice? Advice);

    /// <summary>The extensions of the last installations. Those of one extension become due together, so few are enough.</summary>
    private sealed class FactsOfLast
    {
        private const int Most = 16;

        private readonly Dictionary<Guid, UpgradeFacts> _facts = [];

        public async Task<UpgradeFacts> OfAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
        {
            if (_facts.TryGetValue(extensionKey, out var known))
            {
                return known;
            }

            if (_facts.Count == Most)
            {
                _facts.Clear();
            }

            return _facts[extensionKey] = await UpgradeFacts.ReadAsync(db, extensionKey, cancellationToken);
        }
    }
}
