using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>Stores another token for a repository, after GitHub confirmed that it can read exactly this repository.</summary>
public sealed class ReplaceRepositoryToken(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryNews news)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<TokenInfo>> RunAsync(string organization, Guid repositoryId, GitHubToken token, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await AddressAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var address, out var error)
            || !(await gitHub.TestTokenAsync(address, token, cancellationToken)).TryGet(out var info, out error))
        {
            return error;
        }

        return info.CanRead ? await StoreAsync(organization, repositoryId, token, info, actor, cancellationToken) : FindRepository.CannotRead(address.FullName);
    }

    private async Task<Result<RepositoryAddress>> AddressAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error)
            ? RepositoryAddress.Of(repository.Owner, repository.Name)
            : error;
    }

    /// <summary>Stores the token, or only records that another repository has its name now.</summary>
    private async Task<Result<TokenInfo>> StoreAsync(
        string organization, Guid repositoryId, GitHubToken token, TokenInfo info, Actor actor, CancellationToken cancellationToken)
    {
        Error? replaced = null;
        var stored = await unit.RunAsync(
            async work =>
            {
                // A change that lost a race runs again from here.
                replaced = null;
                if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken))
                    .TryGet(out var repository, out var error))
                {
                    return (Result)error;
                }

                if (info.Repository.Id != repository.GitHubId)
                {
                    replaced = ConnectRepository.Replaced(repository);
                    await news.ReplacedAsync(work, repository, info.Repository, actor, cancellationToken);
                    return Result.Success();
                }

                await news.FollowAsync(work, repository, info.Repository, actor, cancellationToken);
                Store(work, repository, token, info, actor);
                work.Raise(new RepositoryChanged(repository.Id));
                return Result.Success();
            },
            cancellationToken,
            RepositoryAccess.LostAsync);
        return (stored.Error ?? replaced) is { } refusal ? refusal : info;
    }

    private void Store(Work work, ExtensionRepository repository, GitHubToken token, TokenInfo info, Actor actor)
    {
        var before = repository.TokenLastFour;
        tokens.Store(repository, token, info.ExpiresAt, work.Now);
        if (info.CanPush)
        {
            repository.Verify(VerificationMethod.Token, work.Now);
        }

        work.Audit(
            actor,
            "repository.token_replaced",
            new AuditSubject("repository", repository.FullName),
            repository.OrganizationId,
            before: before is null ? null : new { tokenLastFour = before },
            after: new { tokenLastFour = token.LastFour, expiresAt = info.ExpiresAt });
    }
}
