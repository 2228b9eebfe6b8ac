using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>A new secret, and until when the one before it is accepted as well.</summary>
public sealed record RotatedSecret(string Secret, string LastFour, DateTimeOffset RotatedAt, DateTimeOffset? PreviousValidUntil);

/// <summary>Gives a repository's webhook a new secret. Both are accepted for a day, so that nothing is lost until GitHub has the new one.</summary>
public sealed class RotateWebhookSecret(UnitOfWork unit, RepositoryWebhooks webhooks, KnownRepositories known, WebhookTopic topic)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result<RotatedSecret>> RunAsync(string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync<RotatedSecret>(
            async work =>
            {
                if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken))
                    .TryGet(out var repository, out var error))
                {
                    return error;
                }

                var before = repository.WebhookSecretLastFour;
                var secret = webhooks.Rotate(repository, work.Now);
                work.Audit(
                    actor,
                    "repository.webhook_secret_rotated",
                    new AuditSubject("repository", repository.FullName),
                    repository.OrganizationId,
                    before: before is null ? null : new { secretLastFour = before },
                    after: new { secretLastFour = repository.WebhookSecretLastFour, previousValidUntil = repository.PreviousWebhookSecretUntil });
                if (repository.HookId is not null)
                {
                    work.Raise(new WebhookSecretRotated(repository.Id));
                }

                work.Refresh(() =>
                {
                    known.Forget(repository.GitHubId);
                    return topic.PublishAsync(repository.OrganizationId);
                });
                return new RotatedSecret(secret, repository.WebhookSecretLastFour!, work.Now, repository.PreviousWebhookSecretUntil);
            },
            cancellationToken,
            RepositoryAccess.LostAsync);
}
