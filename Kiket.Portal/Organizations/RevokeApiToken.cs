using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>Revokes a token: a person's own, or, as an admin, any token of the organization. It stops working with the next request.</summary>
public sealed class RevokeApiToken(UnitOfWork unit)
{
    public Task<Result> RunAsync(string organization, Guid tokenId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RevokeAsync(work, organization, tokenId, actor, cancellationToken), cancellationToken);

    private static async Task<Result> RevokeAsync(Work work, string organization, Guid tokenId, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var refused))
        {
            return refused;
        }

        var mayAll = member.Role >= OrganizationRole.Admin;
        var token = await db.Set<ApiToken>().SingleOrDefaultAsync(
            t => t.Id == tokenId && t.OrganizationId == member.OrganizationId && (mayAll || t.UserId == actor.UserId), cancellationToken);
        if (token is null)
        {
            return Error.NotFound("token_not_found", "There is no such token. Reload the page.");
        }

        if (token.RevokedAt is not null)
        {
            return Result.Success();
        }

        token.Revoke(work.Now);
        work.Audit(actor, "token.revoked", new("token", token.Id), member.OrganizationId, before: new { token.Name, token.LastFour });
        return Result.Success();
    }
}
