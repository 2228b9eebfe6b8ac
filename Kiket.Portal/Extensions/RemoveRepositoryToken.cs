using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>Forgets the stored token of a repository. What was read with it stays; reading again needs another one.</summary>
public sealed class RemoveRepositoryToken(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
        {
            return error;
        }

        if (repository.ProtectedToken is null)
        {
            // The second click of a double click: the first one did it.
            return Result.Success();
        }

        RecordAudit.Add(
            db,
            actor,
            "repository.token_removed",
            new AuditSubject("repository", repository.FullName),
            clock.GetUtcNow(),
            repository.OrganizationId,
            before: new { tokenLastFour = repository.TokenLastFour, storedAt = repository.TokenStoredAt });
        repository.RemoveToken();
        return await RepositoryAccess.SaveAsync(db, cancellationToken) is { } lost ? lost : Result.Success();
    }
}
