using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

public sealed record ApiTokenRow(
    Guid Id,
    string Name,
    string Owner,
    Guid OwnerId,
    ApiTokenScopes Scopes,
    string LastFour,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <summary>Tokens as a list shows them: never the value, never the hash.</summary>
public sealed class ApiTokenQueries(IDbContextFactory<PortalDb> databases)
{
    private const int Most = 500;

    /// <summary>An admin sees all tokens of the organization, a member only their own. Valid ones first, then newest first.</summary>
    public async Task<IReadOnlyList<ApiTokenRow>> ForAsync(OrganizationMember reader, CancellationToken cancellationToken)
    {
        var all = reader.Role >= OrganizationRole.Admin;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from token in db.Set<ApiToken>()
            join user in db.Set<PortalUser>() on token.UserId equals user.Id
            where token.OrganizationId == reader.OrganizationId && (all || token.UserId == reader.UserId)
            orderby token.RevokedAt != null, token.CreatedAt descending
            select new ApiTokenRow(
                token.Id, token.Name, user.DisplayName, user.Id, token.Scopes, token.LastFour,
                token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt))
            .Take(Most)
            .ToListAsync(cancellationToken);
    }
}
