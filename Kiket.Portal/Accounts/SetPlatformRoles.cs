using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>
/// An operator gives or removes platform roles, inside the caller's unit of work, which records it. Use cases read roles
/// from the database, so it takes effect with the next action. Open circuits show it within a minute.
/// </summary>
public sealed class SetPlatformRoles
{
    /// <returns>The person as tracked by <paramref name="db"/> and the roles they had; the caller saves.</returns>
    public async Task<Result<(PortalUser Person, PlatformRoles Before)>> RunAsync(
        PortalDb db, Guid userId, PlatformRoles roles, Actor actor, CancellationToken cancellationToken)
    {
        var allowed = await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken);
        if (!allowed.Succeeded)
        {
            return allowed.Error;
        }

        if (userId == actor.UserId && !roles.HasFlag(PlatformRoles.Operator))
        {
            return Error.Conflict("operator_keeps_role", "You can't remove your own Operator role. Ask another operator.");
        }

        var user = await db.Set<PortalUser>().SingleOrDefaultAsync(candidate => candidate.Id == userId, cancellationToken);
        if (user is null)
        {
            return Error.NotFound("user_not_found", "This person doesn't exist. Reload the list.");
        }

        var before = user.PlatformRoles;
        user.SetPlatformRoles(roles);
        // Identity's own updates check this stamp, so that one that read the person earlier can't restore the old roles.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        return (user, before);
    }
}
