using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>Revokes a token: a person's own, or, as an admin, any token of the organization. It stops working with the next request.</summary>
public sealed class RevokeApiToken(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public async Task<Result> RunAsync(string organization, Guid tokenId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
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

        var now = clock.GetUtcNow();
        token.Revoke(now);
        RecordAudit.Add(
            db, actor, "token.revoked", new("token", token.Id), now, member.OrganizationId, before: new { token.Name, token.LastFour });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success();
    }
}
