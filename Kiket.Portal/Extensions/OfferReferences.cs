using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Extensions;

/// <summary>The branches and tags of a repository that a publisher wants to submit.</summary>
public sealed class OfferReferences(OrganizationAccess access, FindRepository find, IGitHub gitHub)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="token">A new token, or null to use the one stored for the repository.</param>
    public async Task<Result<IReadOnlyList<ReferenceInfo>>> RunAsync(
        string organization, string url, GitHubToken? token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await access.RequireAsync(organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error)
            || !(await find.RunAsync(member.OrganizationId, url, token, cancellationToken)).TryGet(out var found, out error))
        {
            return error;
        }

        return await gitHub.GetReferencesAsync(found.Info, found.Token, cancellationToken);
    }
}
