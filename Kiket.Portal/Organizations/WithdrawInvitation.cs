using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>An admin withdraws an open invitation. Its link stops working.</summary>
public sealed class WithdrawInvitation(UnitOfWork unit)
{
    public Task<Result> RunAsync(string organization, Guid invitationId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => WithdrawAsync(work, organization, invitationId, actor, cancellationToken), cancellationToken, OrganizationChange.LostAsync);

    private static async Task<Result> WithdrawAsync(Work work, string organization, Guid invitationId, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
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

        var withdrawn = invitation.Withdraw(work.Now);
        if (!withdrawn.Succeeded)
        {
            return withdrawn;
        }

        work.Audit(
            actor,
            "invitation.withdrawn",
            new("invitation", invitation.Id),
            self.OrganizationId,
            before: new { invitation.Email, invitation.Role });
        return Result.Success();
    }
}
