using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Accepts the repository that now has a connected repository's name as the one that publishes. Requires proof of control
/// over the new one, because a stranger who registers a freed name must not inherit its extensions.
/// </summary>
public sealed class AcceptReplacedRepository(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryWebhooks webhooks, RepositoryProof proof)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="token">A token for the new repository, or null to use the file. The stored token belongs to the old repository.</param>
    public async Task<Result> RunAsync(string organization, Guid repositoryId, GitHubToken? token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error)
            || !(await gitHub.GetRepositoryAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken))
                .TryGet(out var info, out error))
        {
            return error;
        }

        if (info.Id == repository.GitHubId)
        {
            return Error.Conflict(
                "repository_not_replaced", $"{repository.FullName} is still the repository that your organization connected. There is nothing to accept.");
        }

        if (!(await proof.FindAsync(info, repository.VerificationFile, token, cancellationToken)).TryGet(out var method, out error))
        {
            return error;
        }

        return await TakeOverAsync(organization, repositoryId, token, info, method, actor, cancellationToken);
    }

    private async Task<Result<ExtensionRepository>> OpenAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken);
    }

    private Task<Result> TakeOverAsync(
        string organization,
        Guid repositoryId,
        GitHubToken? token,
        RepositoryInfo info,
        VerificationMethod method,
        Actor actor,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var db = work.Db;
            if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            if (await db.Set<ExtensionRepository>()
                .AnyAsync(other => other.OrganizationId == repository.OrganizationId && other.GitHubId == info.Id, cancellationToken))
            {
                return Error.Conflict(
                    "repository_connected_already",
                    $"{info.FullName} is already connected to your organization as another entry in this list. Publish from that one.");
            }

            work.Audit(
                actor,
                "repository.replacement_accepted",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                before: new { gitHubId = repository.GitHubId },
                after: new { gitHubId = info.Id, method = method.ToString() });
            repository.TakeOver(info, method, work.Now);
            webhooks.Ensure(repository, work.Now);
            if (token is not null)
            {
                tokens.Store(repository, token, expiresAt: null, work.Now);
            }

            work.Raise(new RepositoryChanged(repository.Id));
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);
}
