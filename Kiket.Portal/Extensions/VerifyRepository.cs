using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Checks that the organization controls a connected repository: with its stored token when that can push, else by
/// the file with the repository's code at the head of the default branch.
/// </summary>
public sealed class VerifyRepository(
    IDbContextFactory<PortalDb> databases, IGitHub gitHub, RepositoryTokens tokens, RepositoryProof proof, RepositoryNews news, TimeProvider clock)
{
    /// <param name="organization">Slug or id.</param>
    /// <returns>How control was proved; refused with <c>repository_not_proven</c>, or <c>repository_replaced</c> when the name belongs to another one now.</returns>
    public async Task<Result<VerificationMethod>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var token = tokens.Reveal(repository);
        if (!(await gitHub.GetRepositoryAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken)).TryGet(out var info, out error))
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

    private async Task<Result<VerificationMethod>> RememberAsync(
        string organization, Guid repositoryId, RepositoryInfo info, Result<VerificationMethod> found, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        var notified = info.Id == repository.GitHubId
            ? await news.FollowAsync(db, repository, info, actor, now, cancellationToken)
            : await news.ReplacedAsync(db, repository, info, actor, now, cancellationToken);
        if (found.Succeeded)
        {
            repository.Verify(found.Value, now);
            RecordAudit.Add(
                db, actor, "repository.verified", new AuditSubject("repository", repository.FullName), now, repository.OrganizationId, after: new { method = found.Value.ToString() });
        }

        if (await RepositoryAccess.SaveAsync(db, cancellationToken) is { } lost)
        {
            return lost;
        }

        await transaction.CommitAsync(cancellationToken);
        await news.PublishAsync(notified, repository, cancellationToken);
        return found;
    }
}
