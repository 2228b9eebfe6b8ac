using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>What a deleted organization runs is uninstalled, as if the person who asked for the deletion had done it.</summary>
public sealed class UninstallDeleted(UnitOfWork unit, StartOperation start, IDbContextFactory<PortalDb> databases)
    : IEventHandler<OrganizationDeleted>, IDeletionEffects
{
    public const string HandlerName = "uninstall-deleted";

    public async Task RunAsync(OrganizationDeleted happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var id in await Running(db, happened.OrganizationId).Select(installation => installation.Id).ToListAsync(cancellationToken))
        {
            // Each by itself: one that is busy at this moment doesn't keep the others waiting.
            if (!(await unit.RunAsync(work => UninstallAsync(work, id, happened, cancellationToken), cancellationToken)).Succeeded)
            {
                throw new LostRaceException();
            }
        }
    }

    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var count = await Running(db, organizationId).CountAsync(cancellationToken);
        var rest = "with settings and secrets, and billed for the last time.";
        return count switch
        {
            0 => [],
            1 => [new DeletionEffect(1, $"1 installed extension is uninstalled, {rest}")],
            _ => [new DeletionEffect(count, $"{count} installed extensions are uninstalled, {rest}")],
        };
    }

    private static IQueryable<Installation> Running(PortalDb db, Guid organizationId) => db.Set<Installation>().Where(installation =>
        installation.OrganizationId == organizationId
        && installation.State != InstallationState.Uninstalled
        && installation.State != InstallationState.Uninstalling);

    private async Task<Result> UninstallAsync(Work work, Guid id, OrganizationDeleted happened, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var installation = await db.Set<Installation>().SingleAsync(candidate => candidate.Id == id, cancellationToken);
        if (installation.State is InstallationState.Uninstalling or InstallationState.Uninstalled || installation.Departure is not null)
        {
            work.Discard();
            return Result.Success();
        }

        var departure = new Departure(
            DepartureReason.NoLongerNeeded, "The organization was deleted.", ShareName: false, DepartureData.DeleteNow, happened.By, happened.ByName);
        work.Audit(
            actor: null,
            "installation.uninstall_requested",
            new AuditSubject("installation", await UninstallExtension.ExtensionIdAsync(work, installation, cancellationToken)),
            installation.OrganizationId,
            after: new { departure.Reason, departure.Text, departure.Data });
        return await UninstallExtension.EndAsync(start, work, installation, departure, actor: null, cancellationToken);
    }
}
