using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>Asks GitHub what the stored token of a repository can do, and stores its expiry if GitHub reports it.</summary>
public sealed class TestRepositoryToken(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryNews news)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<TokenInfo>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await StoredAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var stored, out var error))
        {
            return error;
        }

        // GitHub is called outside any transaction.
        var (repository, token) = stored;
        var tested = await gitHub.TestTokenAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken);
        if (tested.TryGet(out var info, out error) && !info.CanRead)
        {
            error = FindRepository.CannotRead(repository.FullName);
        }

        return await RememberAsync(organization, repositoryId, actor, info, error, cancellationToken);
    }

    private async Task<Result<(ExtensionRepository Repository, GitHubToken Token)>> StoredAsync(
        string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        if (repository.ProtectedToken is null)
        {
            return RepositoryAccess.NoToken(repository.FullName);
        }

        return tokens.Reveal(repository) is { } token ? (repository, token) : RepositoryAccess.UnreadableToken(repository.FullName);
    }

    /// <summary>Stores the result, even when the token doesn't work.</summary>
    private async Task<Result<TokenInfo>> RememberAsync(
        string organization, Guid repositoryId, Actor actor, TokenInfo? info, Error? error, CancellationToken cancellationToken)
    {
        var refusal = error;
        var stored = await unit.RunAsync(
            async work =>
            {
                // A change that lost a race runs again from here.
                refusal = error;
                if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var gone))
                {
                    return (Result)gone;
                }

                if (info is not null && info.Repository.Id != repository.GitHubId)
                {
                    await news.ReplacedAsync(work, repository, info.Repository, actor, cancellationToken);
                    refusal = ConnectRepository.Replaced(repository);
                }
                else if (info is not null && error is null)
                {
                    await news.FollowAsync(work, repository, info.Repository, actor, cancellationToken);
                    repository.LearnTokenExpiry(info.ExpiresAt);
                }

                work.Audit(
                    actor,
                    "repository.token_tested",
                    new AuditSubject("repository", repository.FullName),
                    repository.OrganizationId,
                    after: new { tokenLastFour = repository.TokenLastFour, outcome = refusal?.Code ?? "works" });
                return Result.Success();
            },
            cancellationToken,
            RepositoryAccess.LostAsync);
        return (stored.Error ?? refusal) is { } problem ? problem : info!;
    }
}
