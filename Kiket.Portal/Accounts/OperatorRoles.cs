using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>The roles that the setting or the command line gives to a person, instead of an operator.</summary>
internal static class OperatorRoles
{
    /// <summary>An operator alone can't review, so a new portal couldn't list anything.</summary>
    public const PlatformRoles Both = PlatformRoles.Operator | PlatformRoles.Reviewer;

    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <summary>Locked operators count too, so that locking one never opens the portal to someone else.</summary>
    public static Task<bool> ExistAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Set<PortalUser>().AnyAsync(user => (user.PlatformRoles & PlatformRoles.Operator) == PlatformRoles.Operator, cancellationToken);

    public static Task<PortalUser?> FindAsync(PortalDb db, string address, CancellationToken cancellationToken)
    {
        var normalized = Normalizer.NormalizeEmail(address);
        return db.Set<PortalUser>().SingleOrDefaultAsync(user => user.NormalizedEmail == normalized, cancellationToken);
    }

    /// <param name="by">Where the choice comes from, for the audit log, which has no person to name.</param>
    public static void Give(Work work, PortalUser user, string by)
    {
        var before = user.PlatformRoles;
        user.SetPlatformRoles(before | Both);
        // See SetPlatformRoles: an update by Identity that read the person earlier can't restore the old roles.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        work.Audit(
            actor: null,
            "person.role_granted",
            new AuditSubject("person", user.Id),
            before: new { roles = before.ToString() },
            after: new { user.DisplayName, roles = user.PlatformRoles.ToString(), by });
    }
}
