using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Checks that the organization controls a connected repository: with its stored token if that can push, otherwise with
/// the file that contains the repository's code, at the head of the default branch.
/// </summary>
public sealed class VerifyRepository(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryProof proof, RepositoryNews news)
{
    /// <param name="organization">Slug or id.</param>
    /// <returns>
    /// How control was proven. Refused with <c>repository_not_proven</c>, or with <c>repository_replaced</c> when the name
    /// now belongs to another repository.
    /// </returns>
    public async Task<Result<VerificationMethod>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var token = tokens.Reveal(repository);
        if (!(await gitHub.GetRepositoryAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken))
            .TryGet(out var info, out error))
        {
            return error;
        }

        var found = info.Id == repository.GitHubId
            ? await proof.FindAsync(info, repository.VerificationFile, token, cancellationToken)
            : ConnectRepository.Replaced(repository);
        return await RememberAsync(organization, repositoryId, info, found, actor, cancellationToken);
    }

    private async Task<Result<ExtensionRepository>> OpenAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken);
    }

    /// <summary>Stores the result, even when control wasn't proven.</summary>
    private async Task<Result<VerificationMethod>> RememberAsync(
        string organization, Guid repositoryId, RepositoryInfo info, Result<VerificationMethod> found, Actor actor, CancellationToken cancellationToken)
    {
        var stored = await unit.RunAsync(
            async work =>
            {
                if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken))
                    .TryGet(out var repository, out var error))
                {
                    return (Result)error;
                }

                await (info.Id == repository.GitHubId
                    ? news.FollowAsync(work, repository, info, actor, cancellationToken)
                    : news.ReplacedAsync(work, repository, info, actor, cancellationToken));
                if (found.Succeeded)
                {
                    repository.Verify(found.Value, work.Now);
                    work.Audit(
                        actor,
                        "repository.verified",
                        new AuditSubject("repository", repository.FullName),
                        repository.OrganizationId,
                        after: new { method = found.Value.ToString() });
                }

                work.Raise(new RepositoryChanged(repository.Id));
                return Result.Success();
            },
            cancellationToken,
            RepositoryAccess.LostAsync);
        return stored.Succeeded ? found : stored.Error;
    }
}
