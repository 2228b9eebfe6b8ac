using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Starts the upgrades that are due, one after the other. Each is decided again in the change that starts it, because days may lie between.
/// </summary>
public sealed class DueUpgradeQueue(UnitOfWork unit, IDbContextFactory<PortalDb> databases, StartOperation start, TimeProvider clock) : IWorkQueue
{
    public const string QueueName = "due-upgrades";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    public string Name => QueueName;

    public int Workers => 1;

    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await LeaseAsync(cancellationToken) is not { } id)
        {
            return false;
        }

        // A refusal leaves the row for the next time.
        _ = await unit.RunAsync(work => StartAsync(work, id, cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>A lease that the process before left behind runs out within a minute.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<long?> LeaseAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var now = clock.GetUtcNow();
            var next = await Due(db, now).OrderBy(due => due.Id).Select(due => (long?)due.Id).FirstOrDefaultAsync(cancellationToken);
            if (next is null)
            {
                return null;
            }

            var taken = await Due(db, now)
                .Where(due => due.Id == next)
                .ExecuteUpdateAsync(update => update.SetProperty(due => due.LeaseUntil, (DateTimeOffset?)(now + Lease)), cancellationToken);
            if (taken == 1)
            {
                return next;
            }
        }
    }

    private static IQueryable<UpgradeDue> Due(PortalDb db, DateTimeOffset now) =>
        db.Set<UpgradeDue>().Where(due => due.OperationId == null && (due.LeaseUntil == null || due.LeaseUntil < now));

    private async Task<Result> StartAsync(Work work, long id, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (await db.Set<UpgradeDue>().SingleOrDefaultAsync(due => due.Id == id && due.OperationId == null, cancellationToken) is not { } due)
        {
            work.Discard();
            return Result.Success();
        }

        var installation = await db.Set<Installation>().SingleAsync(candidate => candidate.Id == due.InstallationId, cancellationToken);
        if (installation.State != InstallationState.Active || await StartOperation.OpenAsync(db, installation.Id, cancellationToken) is not null)
        {
            // What runs decides anew when it ends.
            db.Remove(due);
            return Result.Success();
        }

        // None starts after its rollout was halted.
        await RowLocks.ShareAsync<ReleaseRollout>(db, due.ReleaseId, cancellationToken);
        var facts = await UpgradeFacts.ReadAsync(db, installation.ExtensionKey, cancellationToken);
        var advice = facts.Decide(installation, work.Now);
        if (advice.Verdict != UpgradeVerdict.Upgrade || advice.Candidate!.ReleaseId != due.ReleaseId || installation.BeginUpgrade() is { Succeeded: false })
        {
            db.Remove(due);
            installation.DecideAgain(work.Now);
            return Result.Success();
        }

        var target = facts.Find(due.ReleaseId)!;
        var operation = start.Add(
            work,
            installation,
            OperationKind.Upgrade,
            installation.Current,
            new InstalledRelease(target.Release.Id, target.Offer.Id, installation.ConfigurationVersion),
            actor: null);
        due.Become(operation.Id);
        return Result.Success();
    }
}
