using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>
/// An operator gives or takes platform roles, inside the caller's unit of work, which records it. Use cases read
/// roles from the database, so it holds with the next act; open circuits show it within the minute.
/// </summary>
public sealed class SetPlatformRoles(PlatformAccess access)
{
    /// <returns>The person as tracked by <paramref name="db"/> and the roles they had; the caller saves.</returns>
    public async Task<Result<(PortalUser Person, PlatformRoles Before)>> RunAsync(
        PortalDb db, Guid userId, PlatformRoles roles, Actor actor, CancellationToken cancellationToken)
    {
        var allowed = await access.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!allowed.Succeeded)
        {
            return allowed.Error;
        }

        if (userId == actor.UserId && !roles.HasFlag(PlatformRoles.Operator))
        {
            return Error.Conflict("operator_keeps_role", "You cannot take the Operator role from yourself. Ask another operator.");
        }

        var user = await db.Set<PortalUser>().SingleOrDefaultAsync(candidate => candidate.Id == userId, cancellationToken);
        if (user is null)
        {
            return Error.NotFound("user_not_found", "There is no such person. Reload the list.");
        }

        var before = user.PlatformRoles;
        user.SetPlatformRoles(roles);
        // Identity's own updates go by this stamp: one that read the person before must not write the old roles back.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        return (user, before);
    }
}
