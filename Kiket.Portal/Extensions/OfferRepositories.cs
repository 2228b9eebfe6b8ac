using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Extensions;

/// <summary>A repository to choose from.</summary>
/// <param name="Url">What goes into the address field.</param>
/// <param name="IsConnected">The organization publishes from it already.</param>
public sealed record OfferedRepository(string FullName, string Url, bool IsPrivate, bool IsConnected);

/// <summary>What a publisher may choose from: the repositories of the organization, and those a token just typed can see.</summary>
public sealed class OfferRepositories(IDbContextFactory<PortalDb> databases, IGitHub gitHub, IOptions<GitHubOptions> options)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="token">A token just typed, or null for the connected ones alone.</param>
    public async Task<Result<IReadOnlyList<OfferedRepository>>> RunAsync(string organization, GitHubToken? token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await ConnectedAsync(organization, actor, cancellationToken)).TryGet(out var offered, out var error))
        {
            return error;
        }

        if (token is null)
        {
            return Result(offered);
        }

        if (!(await gitHub.GetRepositoriesAsync(token, cancellationToken)).TryGet(out var visible, out error))
        {
            return error;
        }

        var known = offered.Select(repository => repository.FullName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Result([.. offered, .. visible.Where(info => !info.IsArchived && !known.Contains(info.FullName)).Select(info => Offer(info.FullName, info.IsPrivate, isConnected: false))]);
    }

    private async Task<Result<List<OfferedRepository>>> ConnectedAsync(string organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
        {
            return error;
        }

        var repositories = await db.Set<ExtensionRepository>().AsNoTracking()
            .Where(repository => repository.OrganizationId == member.OrganizationId)
            .OrderBy(repository => repository.Owner).ThenBy(repository => repository.Name)
            .Take(PageRequest.MaxSize)
            .ToListAsync(cancellationToken);
        return repositories.ConvertAll(repository => Offer(repository.FullName, repository.IsPrivate, isConnected: true));
    }

    private OfferedRepository Offer(string fullName, bool isPrivate, bool isConnected) =>
        new(fullName, new Uri(options.Value.Web, fullName).AbsoluteUri, isPrivate, isConnected);

    private static Result<IReadOnlyList<OfferedRepository>> Result(List<OfferedRepository> offered) => offered;
}
