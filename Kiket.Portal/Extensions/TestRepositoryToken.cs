using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>Asks GitHub what the stored token of a repository can do, and keeps its expiry when GitHub tells one.</summary>
public sealed class TestRepositoryToken(
    IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryNews news, TimeProvider clock)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<TokenInfo>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await StoredAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var stored, out var error))
        {
            return error;
        }

        // GitHub is asked outside any transaction.
        var (repository, token) = stored;
        var tested = await gitHub.TestTokenAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken);
        if (tested.TryGet(out var info, out error) && !info.CanRead)
        {
            error = FindRepository.CannotRead(repository.FullName);
        }

        return await RememberAsync(organization, repositoryId, actor, info, error, cancellationToken);
    }

    private async Task<Result<(ExtensionRepository Repository, GitHubToken Token)>> StoredAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
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

    private async Task<Result<TokenInfo>> RememberAsync(
        string organization, Guid repositoryId, Actor actor, TokenInfo? info, Error? error, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var gone))
        {
            return gone;
        }

        IReadOnlyList<Guid> notified = [];
        if (info is not null && info.Repository.Id != repository.GitHubId)
        {
            notified = await news.ReplacedAsync(db, repository, info.Repository, actor, now, cancellationToken);
            error = ConnectRepository.Replaced(repository);
        }
        else if (info is not null && error is null)
        {
            notified = await news.FollowAsync(db, repository, info.Repository, actor, now, cancellationToken);
            repository.LearnTokenExpiry(info.ExpiresAt);
        }

        RecordAudit.Add(
            db, actor, "repository.token_tested", new AuditSubject("repository", repository.FullName), now, repository.OrganizationId, after: new { tokenLastFour = repository.TokenLastFour, outcome = error?.Code ?? "works" });
        if (await RepositoryAccess.SaveAsync(db, cancellationToken) is { } lost)
        {
            return lost;
        }

        await transaction.CommitAsync(cancellationToken);
        await news.PublishAsync(notified, repository, cancellationToken);
        return error is null ? info! : error;
    }
}
