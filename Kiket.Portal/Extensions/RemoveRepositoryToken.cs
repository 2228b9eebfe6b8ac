using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Extensions;

/// <summary>Deletes the stored token of a repository. Everything read with it stays; reading again needs another token.</summary>
public sealed class RemoveRepositoryToken(UnitOfWork unit)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            if (repository.ProtectedToken is null)
            {
                // The second click of a double click. The first one removed it.
                return Result.Success();
            }

            work.Audit(
                actor,
                "repository.token_removed",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                before: new { tokenLastFour = repository.TokenLastFour, storedAt = repository.TokenStoredAt });
            repository.RemoveToken();
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);
}
