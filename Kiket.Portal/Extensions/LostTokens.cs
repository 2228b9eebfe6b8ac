using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>A repository whose stored token can no longer be decrypted.</summary>
/// <param name="Organization">Slug of the organization it belongs to.</param>
public sealed record LostToken(string Organization, string FullName);

/// <summary>What the loss of the keys means for a person: the tokens that must be entered again.</summary>
/// <param name="ForOperator">What an operator can do; null for everyone else.</param>
public sealed record LostTokensNotice(string? ForOperator, IReadOnlyList<LostToken> Tokens);

/// <summary>
/// Notifies the affected people that stored tokens were lost with their keys, until the last one has been entered again or
/// the keys are restored. Costs nothing otherwise.
/// </summary>
public sealed class LostTokens(SecretsHealth health, RepositoryTokens tokens, PlatformAccess platform, IDbContextFactory<PortalDb> databases)
{
    /// <summary>The notice for a person; null when they aren't affected.</summary>
    public async Task<LostTokensNotice?> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (health.AreReadable)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lost = (await db.Set<ExtensionRepository>().AsNoTracking()
                .Where(repository => repository.ProtectedToken != null)
                .OrderBy(repository => repository.Owner).ThenBy(repository => repository.Name)
                .ToListAsync(cancellationToken))
            .Where(repository => tokens.Reveal(repository) is null)
            .ToList();
        if (lost.Count == 0)
        {
            // Every token was entered again, so the current keys are valid from now on.
            health.Begin();
            return null;
        }

        var isOperator = (await platform.RequireOperatorAsync(actor.UserId, cancellationToken)).Succeeded;
        var able = Enum.GetValues<OrganizationRole>().Where(role => role >= OrganizationRole.Admin).ToList();
        var managed = await db.Set<Membership>()
            .Where(membership => membership.UserId == actor.UserId && able.Contains(membership.Role))
            .Select(membership => membership.OrganizationId)
            .ToListAsync(cancellationToken);
        var shown = lost.Where(repository => isOperator || managed.Contains(repository.OrganizationId)).ToList();
        var ids = shown.Select(repository => repository.OrganizationId).Distinct().ToList();
        var slugs = await db.Set<Organization>().Where(organization => ids.Contains(organization.Id))
            .ToDictionaryAsync(organization => organization.Id, organization => organization.Slug, cancellationToken);
        return shown.Count == 0
            ? null
            : new LostTokensNotice(
                isOperator ? health.Problem : null,
                [.. shown.Select(repository => new LostToken(slugs[repository.OrganizationId], repository.FullName))]);
    }
}
