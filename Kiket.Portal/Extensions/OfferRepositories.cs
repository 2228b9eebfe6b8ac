using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Extensions;

/// <summary>A repository to choose from.</summary>
/// <param name="Url">The text for the address field.</param>
/// <param name="IsConnected">Whether the organization already publishes from it.</param>
public sealed record OfferedRepository(string FullName, string Url, bool IsPrivate, bool IsConnected);

/// <summary>
/// The repositories that a publisher may choose from: those of the organization, and those that a new token or one of the
/// stored tokens can see. They are only listed: reading a private one still needs its own token.
/// </summary>
public sealed class OfferRepositories(IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, IOptions<GitHubOptions> options)
{
    /// <summary>
    /// An organization often stores one token for many repositories. At most this many different tokens are used.
    /// </summary>
    private const int MostTokens = 3;

    /// <param name="organization">Slug or id.</param>
    /// <param name="token">A new token, or null to use the stored ones.</param>
    public async Task<Result<IReadOnlyList<OfferedRepository>>> RunAsync(
        string organization, GitHubToken? token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await ConnectedAsync(organization, actor, cancellationToken)).TryGet(out var connected, out var error))
        {
            return error;
        }

        IReadOnlyList<RepositoryInfo> visible;
        if (token is null)
        {
            visible = await SeenByStoredAsync(connected, cancellationToken);
        }
        else if (!(await gitHub.GetRepositoriesAsync(token, cancellationToken)).TryGet(out visible!, out error))
        {
            return error;
        }

        var known = connected.Select(repository => repository.FullName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Result(
        [
            .. connected.Select(repository => Offer(repository.FullName, repository.IsPrivate, isConnected: true)),
            .. visible.Where(info => !info.IsArchived && known.Add(info.FullName)).Select(info => Offer(info.FullName, info.IsPrivate, isConnected: false)),
        ]);
    }

    /// <summary>A stored token that has expired or was revoked shows nothing. The page where it is stored reports that.</summary>
    private async Task<IReadOnlyList<RepositoryInfo>> SeenByStoredAsync(List<ExtensionRepository> connected, CancellationToken cancellationToken)
    {
        var stored = connected
            .Where(repository => repository.ProtectedToken is not null)
            .OrderByDescending(repository => repository.TokenStoredAt)
            .Select(tokens.Reveal)
            .OfType<GitHubToken>()
            .DistinctBy(token => token.Reveal(), StringComparer.Ordinal)
            .Take(MostTokens);
        var seen = await Task.WhenAll(stored.Select(token => gitHub.GetRepositoriesAsync(token, cancellationToken)));
        return [.. seen.SelectMany(result => result.TryGet(out var repositories, out _) ? repositories : [])];
    }

    private async Task<Result<List<ExtensionRepository>>> ConnectedAsync(string organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        return await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.OrganizationId == member.OrganizationId)
            .OrderBy(repository => repository.Owner).ThenBy(repository => repository.Name)
            .Take(PageRequest.MaxSize)
            .ToListAsync(cancellationToken);
    }

    private OfferedRepository Offer(string fullName, bool isPrivate, bool isConnected) =>
        new(fullName, new Uri(options.Value.Web, fullName).AbsoluteUri, isPrivate, isConnected);

    private static Result<IReadOnlyList<OfferedRepository>> Result(List<OfferedRepository> offered) => offered;
}
