using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// Says on GitHub what became of a commit, with the repository's token, when it may. Runs after the reading and after the checks,
/// each time from what is stored then, so it may run twice. Nothing waits for it.
/// </summary>
public sealed class ReportStatus(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    IGitHubWriter gitHub,
    RepositoryTokens tokens,
    WebhookTopic topic,
    IOptions<PortalOptions> options,
    TimeProvider clock) : IEventHandler<RepositoryRead>, IEventHandler<ChecksFinished>, IEventHandler<ChecksStopped>
{
    public const string HandlerName = "commit-status";

    /// <summary>A token without the permission is tried again after this time, because permissions of a token can change.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromHours(24);

    /// <summary>While GitHub doesn't respond, it is tried again; later, nobody waits for the status of that commit.</summary>
    private static readonly TimeSpan TriedFor = TimeSpan.FromHours(2);

    public Task RunAsync(RepositoryRead happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ReportAsync(happened.RepositoryId, happened.Commit, at, cancellationToken);

    public Task RunAsync(ChecksFinished happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ReportAsync(happened.RepositoryId, happened.Commit, at, cancellationToken);

    public Task RunAsync(ChecksStopped happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ReportAsync(happened.RepositoryId, happened.Commit, at, cancellationToken);

    private async Task ReportAsync(Guid repositoryId, string commit, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await FindAsync(repositoryId, commit, cancellationToken) is not var (repository, token, report))
        {
            return;
        }

        var set = await gitHub.SetStatusAsync(new GitHubTarget(repository.GitHubId, repository.FullName), commit, report, token, cancellationToken);
        if (set.Error is { Kind: ErrorKind.Unavailable or ErrorKind.TooMany } passing)
        {
            if (clock.GetUtcNow() - at < TriedFor)
            {
                throw new HttpRequestException(passing.Message);
            }

            return;
        }

        var isRefused = set.Error?.Code == GitHubErrors.TokenLacksWrite;
        if (isRefused || (set.Succeeded && repository.StatusRefusedAt is not null))
        {
            (await RememberAsync(repositoryId, isRefused, cancellationToken)).ThrowIfRefused();
        }
    }

    /// <summary>Null when there is nothing to say: no token, one that may not, or a commit that no push brought here.</summary>
    private async Task<(ExtensionRepository Repository, GitHubToken Token, CommitStatusReport Report)?> FindAsync(
        Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.Id == repositoryId, cancellationToken);
        if (repository?.ProtectedToken is null
            || repository.StatusRefusedAt > clock.GetUtcNow() - RefusedFor
            || tokens.Reveal(repository) is not { } token)
        {
            return null;
        }

        var validation = await db.Set<RepositoryValidation>().AsNoTracking()
            .Where(candidate => candidate.RepositoryId == repositoryId && candidate.Commit == commit && candidate.SnapshotId != null)
            .OrderByDescending(candidate => candidate.At)
            .FirstOrDefaultAsync(cancellationToken);
        if (validation is null)
        {
            return null;
        }

        var checks = await CheckQueries.FindAsync(db, repositoryId, commit, cancellationToken);
        return (repository, token, CommitVerdict.Of(validation, checks, await TargetAsync(db, repository, cancellationToken)));
    }

    /// <summary>The history on the settings page; null when the portal doesn't know its public address.</summary>
    private async Task<Uri?> TargetAsync(PortalDb db, ExtensionRepository repository, CancellationToken cancellationToken)
    {
        if (options.Value.PublicUrl is not { } portal)
        {
            return null;
        }

        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == repository.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        return new Uri($"{portal.AbsoluteUri.TrimEnd('/')}/orgs/{slug}/settings/extension-webhooks#history");
    }

    private Task<Result> RememberAsync(Guid repositoryId, bool isRefused, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var repository = await work.Db.Set<ExtensionRepository>().SingleAsync(candidate => candidate.Id == repositoryId, cancellationToken);
            if (repository.SeeStatusRefused(isRefused ? work.Now : null))
            {
                work.Refresh(() => topic.PublishAsync(repository.OrganizationId));
            }

            return Result.Success();
        },
        cancellationToken);
}
