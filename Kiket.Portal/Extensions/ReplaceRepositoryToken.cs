using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>Stores another token for a repository, after GitHub confirmed that it reads that very repository.</summary>
public sealed class ReplaceRepositoryToken(
    IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryNews news, TimeProvider clock)
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

    private async Task<Result<TokenInfo>> StoreAsync(
        string organization, Guid repositoryId, GitHubToken token, TokenInfo info, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var isStranger = info.Repository.Id != repository.GitHubId;
        var notified = isStranger
            ? await news.ReplacedAsync(db, repository, info.Repository, actor, now, cancellationToken)
            : await news.FollowAsync(db, repository, info.Repository, actor, now, cancellationToken);
        if (!isStranger)
        {
            Store(db, repository, token, info, actor, now);
        }

        if (await RepositoryAccess.SaveAsync(db, cancellationToken) is { } lost)
        {
            return lost;
        }

        await transaction.CommitAsync(cancellationToken);
        await news.PublishAsync(notified, repository, cancellationToken);
        return isStranger ? ConnectRepository.Replaced(repository) : info;
    }

    private void Store(PortalDb db, ExtensionRepository repository, GitHubToken token, TokenInfo info, Actor actor, DateTimeOffset now)
    {
        var before = repository.TokenLastFour;
        tokens.Store(repository, token, info.ExpiresAt, now);
        if (info.CanPush)
        {
            repository.Verify(VerificationMethod.Token, now);
        }

        RecordAudit.Add(
            db,
            actor,
            "repository.token_replaced",
            new AuditSubject("repository", repository.FullName),
            now,
            repository.OrganizationId,
            before: before is null ? null : new { tokenLastFour = before },
            after: new { tokenLastFour = token.LastFour, expiresAt = info.ExpiresAt });
    }
}
