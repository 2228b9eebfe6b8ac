using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Webhooks.Syncing;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>Chooses the branch or tag whose head the listings of a repository follow.</summary>
public sealed class TrackReference(UnitOfWork unit, WorkSignal signal, WebhookTopic topic)
{
    public const int MaxReference = 255;

    /// <param name="organization">Slug or id.</param>
    /// <param name="reference">Empty for the default branch.</param>
    public Task<Result> RunAsync(string organization, Guid repositoryId, string? reference, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var name = reference?.Trim() ?? "";
            if (name.Length > MaxReference || name.Any(letter => letter is <= ' ' or '\u007f'))
            {
                return Error.Field("reference", "ref_not_found", $"A branch or tag is one word of at most {MaxReference} characters, such as main.");
            }

            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            var before = repository.Tracked;
            repository.Track(name == repository.DefaultBranch ? null : name);
            if (repository.Tracked == before)
            {
                return Result.Success();
            }

            await RequestSync.AddAsync(work, repository.Id, SyncCause.Person, actor.Name, signal, cancellationToken);
            work.Audit(
                actor,
                "repository.tracked_ref_changed",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                before: new { reference = before },
                after: new { reference = repository.Tracked });
            work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);
}
