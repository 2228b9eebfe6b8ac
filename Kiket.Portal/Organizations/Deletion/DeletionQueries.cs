using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>What deleting an organization means today.</summary>
/// <param name="DeletesAt">When it happens; null when nobody asked for it.</param>
public sealed record DeletionView(IReadOnlyList<DeletionEffect> Effects, DateTimeOffset? DeletesAt, string? ByName);

/// <summary>Counts what a deletion ends and what it keeps, for an Owner who thinks about it.</summary>
public sealed class DeletionQueries(IDbContextFactory<PortalDb> databases, IEnumerable<IDeletionEffects> effects)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<DeletionView>> RunAsync(string organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Owner, cancellationToken))
            .TryGet(out var member, out var error))
        {
            return error;
        }

        var all = new List<DeletionEffect>();
        foreach (var feature in effects)
        {
            all.AddRange(await feature.CountAsync(db, member.OrganizationId, cancellationToken));
        }

        var planned = await db.Set<Organization>()
            .Where(one => one.Id == member.OrganizationId)
            .Select(one => new { one.DeletesAt, one.DeletionByName })
            .SingleAsync(cancellationToken);
        return new DeletionView(all, planned.DeletesAt, planned.DeletionByName);
    }
}
