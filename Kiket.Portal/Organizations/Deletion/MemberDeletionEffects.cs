using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>Members, their API tokens and open invitations.</summary>
internal sealed class MemberDeletionEffects : IDeletionEffects
{
    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var members = await db.Set<Membership>().CountAsync(one => one.OrganizationId == organizationId, cancellationToken);
        var tokens = await db.Set<ApiToken>().CountAsync(one => one.OrganizationId == organizationId && one.RevokedAt == null, cancellationToken);
        var effects = new List<DeletionEffect>
        {
            new(members, members == 1 ? "1 member can no longer open the organization." : $"{members} members can no longer open the organization."),
        };
        if (tokens > 0)
        {
            effects.Add(new DeletionEffect(tokens, tokens == 1 ? "1 API token stops working." : $"{tokens} API tokens stop working."));
        }

        return effects;
    }
}
