using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>An admin withdraws an open invitation. Its link stops working.</summary>
public sealed class WithdrawInvitation(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public async Task<Result> RunAsync(string organization, Guid invitationId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var self, out var refused))
        {
            return refused;
        }

        var invitation = await db.Set<Invitation>()
            .SingleOrDefaultAsync(i => i.Id == invitationId && i.OrganizationId == self.OrganizationId, cancellationToken);
        if (invitation is null)
        {
            return Error.NotFound("invitation_not_found", "There is no such invitation. Reload the page.");
        }

        var now = clock.GetUtcNow();
        var withdrawn = invitation.Withdraw(now);
        if (!withdrawn.Succeeded)
        {
            return withdrawn;
        }

        RecordAudit.Add(
            db, actor, "invitation.withdrawn", new("invitation", invitation.Id), now, self.OrganizationId,
            before: new { invitation.Email, invitation.Role });
        return await OrganizationChange.SaveAsync(db, cancellationToken);
    }
}
