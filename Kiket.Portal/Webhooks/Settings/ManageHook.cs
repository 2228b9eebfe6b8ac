using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>What was done to the webhook on GitHub.</summary>
/// <param name="IsNew">It was created.</param>
/// <param name="Repaired">What was wrong, in words; empty when nothing was, apart perhaps from the secret, which GitHub never shows.</param>
public sealed record ManagedHook(bool IsNew, IReadOnlyList<string> Repaired);

/// <summary>
/// Creates the webhook of a repository on GitHub with the stored token, or repairs the one that is there. It finds its own by the
/// address, so however often it runs, there is one. After a rotation, it gives GitHub the new secret by itself.
/// </summary>
public sealed partial class ManageHook(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    IGitHubWriter gitHub,
    RepositoryTokens tokens,
    RepositoryWebhooks webhooks,
    WebhookTopic topic,
    TimeProvider clock,
    ILogger<ManageHook> logger) : IEventHandler<WebhookSecretRotated>
{
    /// <summary>After a rotation, both secrets are accepted; GitHub is tried for a good part of that time.</summary>
    private static readonly TimeSpan TriedFor = TimeSpan.FromHours(8);

    /// <param name="organization">Slug or id.</param>
    /// <param name="callback">Where GitHub sends deliveries to.</param>
    public async Task<Result<ManagedHook>> RunAsync(
        string organization, Guid repositoryId, string callback, Actor actor, CancellationToken cancellationToken)
    {
        ExtensionRepository? repository;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (!(await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out repository, out var error))
            {
                return error;
            }
        }

        // GitHub is called outside any transaction.
        if (!Ready(repository).TryGet(out var ready, out var refusal)
            || !(await gitHub.GetHooksAsync(ready.Target, ready.Token, cancellationToken)).TryGet(out var hooks, out refusal))
        {
            return refusal;
        }

        var own = Own(hooks, callback, repository.HookId);
        if (own is not null && await IsOthersAsync(repository, own.Id, cancellationToken))
        {
            return Error.Conflict(
                "webhook_of_another",
                $"Another organization on this portal manages the webhook of {repository.FullName}, with a secret of its own. “Sync now” and the daily "
                + "comparison find your pushes.");
        }

        var settings = new HookSettings(callback, ready.Secret);
        var written = own is null
            ? await CreateAsync(ready, settings, cancellationToken)
            : await gitHub.UpdateHookAsync(ready.Target, own.Id, settings, ready.Token, cancellationToken);
        if (!written.TryGet(out var hook, out refusal))
        {
            return refusal;
        }

        // GitHub sends one by itself only for a new webhook. Without it, the webhook is right all the same.
        if (own is not null && (await gitHub.PingHookAsync(ready.Target, hook.Id, ready.Token, cancellationToken)).Error is { } noPing)
        {
            NoPing(logger, repository.FullName, noPing.Message);
        }

        var done = new ManagedHook(own is null, own is null ? [] : Wrong(own, callback, repository));
        return (await StoreAsync(organization, repository, hook, done, actor, cancellationToken)).Error is { } lost ? lost : done;
    }

    /// <summary>Gives the webhook that the portal manages the secret that is now current.</summary>
    public async Task RunAsync(WebhookSecretRotated happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ExtensionRepository? repository;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            repository = await db.Set<ExtensionRepository>().AsNoTracking()
                .SingleOrDefaultAsync(candidate => candidate.Id == happened.RepositoryId, cancellationToken);
        }

        // Without a token, or when nothing is to be done, the page says what a person can do.
        if (repository?.HookId is not { } id || repository.HasCurrentHook || !Ready(repository).TryGet(out var ready, out _))
        {
            return;
        }

        if (!(await gitHub.GetHooksAsync(ready.Target, ready.Token, cancellationToken)).TryGet(out var hooks, out var refusal))
        {
            TryAgainLater(refusal, at);
            return;
        }

        if (hooks.FirstOrDefault(hook => hook.Id == id) is not { } known)
        {
            await ChangeAsync(repository.Id, stored => stored.LoseHook(), cancellationToken);
            return;
        }

        var written = await gitHub.UpdateHookAsync(ready.Target, id, new HookSettings(known.Url, ready.Secret), ready.Token, cancellationToken);
        if (written.Error is { } error)
        {
            TryAgainLater(error, at);
            return;
        }

        await ChangeAsync(repository.Id, stored => stored.ManageHook(id, repository.WebhookSecretAt), cancellationToken);
    }

    private Result<(GitHubTarget Target, GitHubToken Token, string Secret)> Ready(ExtensionRepository repository)
    {
        if (repository.ProtectedToken is null)
        {
            return Error.Invalid(
                "repository_token_missing",
                $"No token is stored for {repository.FullName}. Add one that may manage webhooks under Repositories, or follow the steps above.");
        }

        if (tokens.Reveal(repository) is not { } token)
        {
            return RepositoryAccess.UnreadableToken(repository.FullName);
        }

        return webhooks.Reveal(repository) is { } secret
            ? (new GitHubTarget(repository.GitHubId, repository.FullName), token, secret)
            : Error.Conflict("webhook_secret_unreadable", "There is no secret that can be decrypted. Rotate it first.");
    }

    /// <summary>The one with the portal's address; else the one that the portal made, under the address that it had then.</summary>
    private static HookInfo? Own(IReadOnlyList<HookInfo> hooks, string callback, long? known) =>
        hooks.FirstOrDefault(hook => IsSame(hook.Url, callback)) ?? hooks.FirstOrDefault(hook => hook.Id == known);

    private static bool IsSame(string url, string callback) =>
        Uri.TryCreate(url, UriKind.Absolute, out var left) && Uri.TryCreate(callback, UriKind.Absolute, out var right) && left == right;

    /// <summary>Two at once, or a response that was lost: GitHub refuses a second webhook to one address, so the first is taken.</summary>
    private async Task<Result<HookInfo>> CreateAsync(
        (GitHubTarget Target, GitHubToken Token, string Secret) ready, HookSettings settings, CancellationToken cancellationToken)
    {
        var created = await gitHub.CreateHookAsync(ready.Target, settings, ready.Token, cancellationToken);
        if (created.Succeeded
            || !(await gitHub.GetHooksAsync(ready.Target, ready.Token, cancellationToken)).TryGet(out var hooks, out _)
            || Own(hooks, settings.Url, known: null) is not { } own)
        {
            return created;
        }

        return await gitHub.UpdateHookAsync(ready.Target, own.Id, settings, ready.Token, cancellationToken);
    }

    private static IReadOnlyList<string> Wrong(HookInfo hook, string callback, ExtensionRepository repository)
    {
        var wrong = new List<string>();
        void When(bool isWrong, string words)
        {
            if (isWrong)
            {
                wrong.Add(words);
            }
        }

        When(!IsSame(hook.Url, callback), "the address");
        When(!string.Equals(hook.ContentType, HookSettings.ContentType, StringComparison.OrdinalIgnoreCase), "the content type");
        When(hook.Events is not [HookSettings.Event], "the events");
        When(!hook.IsActive, "that it was off");
        When(hook.Id == repository.HookId && !repository.HasCurrentHook, "the secret");
        return wrong;
    }

    /// <summary>Whether another organization of the portal manages this very webhook.</summary>
    private async Task<bool> IsOthersAsync(ExtensionRepository repository, long hook, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ExtensionRepository>().AnyAsync(
            other => other.GitHubId == repository.GitHubId && other.HookId == hook && other.Id != repository.Id, cancellationToken);
    }

    private Task<Result> StoreAsync(
        string organization, ExtensionRepository before, HookInfo hook, ManagedHook done, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await RepositoryAccess.OpenAsync(work.Db, organization, before.Id, actor, cancellationToken)).TryGet(out var repository, out var error))
            {
                return error;
            }

            // The secret that GitHub was given. If it was rotated meanwhile, the webhook is behind, and the page says so.
            repository.ManageHook(hook.Id, before.WebhookSecretAt);
            work.Audit(
                actor,
                done.IsNew ? "repository.webhook_created" : "repository.webhook_repaired",
                new AuditSubject("repository", repository.FullName),
                repository.OrganizationId,
                after: new { hook = hook.Id, secretLastFour = before.WebhookSecretLastFour, repaired = done.Repaired });
            work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
            return Result.Success();
        },
        cancellationToken,
        RepositoryAccess.LostAsync);

    private async Task ChangeAsync(Guid repositoryId, Action<ExtensionRepository> change, CancellationToken cancellationToken)
    {
        var changed = await unit.RunAsync(
            async work =>
            {
                var repository = await work.Db.Set<ExtensionRepository>().SingleAsync(candidate => candidate.Id == repositoryId, cancellationToken);
                change(repository);
                work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
                return Result.Success();
            },
            cancellationToken);
        changed.ThrowIfRefused();
    }

    /// <summary>A failure that passes is left to the queue of events. For any other, the page says that GitHub has the previous secret.</summary>
    private void TryAgainLater(Error error, DateTimeOffset at)
    {
        if (error.Kind is ErrorKind.Unavailable or ErrorKind.TooMany && clock.GetUtcNow() - at < TriedFor)
        {
            throw new HttpRequestException(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "GitHub doesn't ping the repaired webhook of {Repository}: {Reason}")]
    private static partial void NoPing(ILogger logger, string repository, string reason);
}
