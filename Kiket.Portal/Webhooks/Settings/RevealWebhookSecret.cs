using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>Shows the secret of a repository's webhook to an Owner or Admin. The audit log says who asked.</summary>
public sealed class RevealWebhookSecret(UnitOfWork unit, RepositoryWebhooks webhooks)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result<string>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<string>(
        async work =>
        {
            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            if (webhooks.Reveal(repository) is not { } secret)
            {
                return Error.Conflict(
                    "webhook_secret_unreadable", "There is no secret that can be decrypted. Rotate it, and enter the new one in the webhook on GitHub.");
            }

            work.Audit(
                actor,
                "repository.webhook_secret_revealed",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                after: new { secretLastFour = repository.WebhookSecretLastFour });
            return secret;
        },
        cancellationToken,
        RepositoryAccess.LostAsync);
}
