using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>Money moves when two operators agree: the second is another person, and neither belongs to the organization that it is about.</summary>
public static class SecondPerson
{
    public const string Code = "second_person_needed";

    /// <returns>Why this operator can't write it down.</returns>
    public static async Task<Error?> FirstProblemAsync(PortalDb db, Guid organizationId, Actor actor, CancellationToken cancellationToken)
    {
        var access = await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        return await db.Set<Membership>().AnyAsync(one => one.OrganizationId == organizationId && one.UserId == actor.UserId, cancellationToken)
            ? Error.Forbidden("own_organization", "You belong to the organization that this is about. Ask another operator.")
            : null;
    }

    /// <param name="recordedBy">Who wrote it down.</param>
    /// <returns>Why this operator can't confirm it.</returns>
    public static async Task<Error?> SecondProblemAsync(
        PortalDb db, Guid organizationId, Guid recordedBy, Actor actor, CancellationToken cancellationToken) =>
        await FirstProblemAsync(db, organizationId, actor, cancellationToken) is { } problem ? problem
        : recordedBy == actor.UserId ? Same
        : null;

    internal static Error Same => Error.Forbidden(Code, "You recorded this yourself. Ask another operator to confirm it.");
}
