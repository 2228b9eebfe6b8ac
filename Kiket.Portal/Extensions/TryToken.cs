using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Extensions;

/// <summary>Asks GitHub what a new token can do with a repository, before anything is stored.</summary>
public sealed class TryToken(OrganizationAccess access, IGitHub gitHub, IOptions<GitHubOptions> options)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<TokenInfo>> RunAsync(string organization, string url, GitHubToken token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await access.RequireAsync(organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out _, out var error)
            || !RepositoryAddress.Parse(url, options.Value.Web).TryGet(out var address, out error)
            || !(await gitHub.TestTokenAsync(address, token, cancellationToken)).TryGet(out var info, out error))
        {
            return error;
        }

        return info.CanRead ? info : FindRepository.CannotRead(info.Repository.FullName);
    }
}
