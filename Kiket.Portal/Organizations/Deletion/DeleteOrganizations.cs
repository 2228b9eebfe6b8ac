using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>
/// Deletes the organizations whose time has come. Each is one change: nobody gets in from then on, and handlers end what it publishes, runs
/// and has in review.
/// </summary>
public sealed class DeleteOrganizations(UnitOfWork unit, IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    public string Name => "delete-organizations";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await DueAsync(cancellationToken))
        {
            // One whose Owner keeps it at this moment isn't deleted.
            _ = await unit.RunAsync(work => DeleteAsync(work, id, cancellationToken), cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Organization>()
            .Where(one => one.DeletesAt <= now && one.DeletedAt == null)
            .Select(one => one.Id)
            .ToListAsync(cancellationToken);
    }

    private static async Task<Result> DeleteAsync(Work work, Guid id, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var organization = await db.Set<Organization>().SingleAsync(one => one.Id == id, cancellationToken);
        if (organization.DeletedAt is not null || organization.DeletesAt is not { } due || due > now)
        {
            work.Discard();
            return Result.Success();
        }

        organization.Delete(now);
        var tokens = await db.Set<ApiToken>().Where(token => token.OrganizationId == id && token.RevokedAt == null).ToListAsync(cancellationToken);
        tokens.ForEach(token => token.Revoke(now));
        var invitations = await db.Set<Invitation>().Where(invitation => invitation.OrganizationId == id).ExecuteDeleteAsync(cancellationToken);
        work.Audit(
            actor: null, "organization.deleted", new AuditSubject("organization", id), id,
            after: new { by = organization.DeletionByName, tokens = tokens.Count, invitations });
        work.Raise(new OrganizationDeleted(id, organization.DeletionBy!.Value, organization.DeletionByName!));
        return Result.Success();
    }
}
