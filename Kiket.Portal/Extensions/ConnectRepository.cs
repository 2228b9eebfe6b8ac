using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <param name="Url">As typed, or as sent by the CLI.</param>
/// <param name="Token">A new token, or null to use the stored one, if any.</param>
/// <param name="Store">False for a dry run: nothing is stored, not even the token.</param>
public sealed record ConnectRepositoryRequest(Guid OrganizationId, string Url, GitHubToken? Token, Actor Actor, bool Store = true);

/// <summary>A repository that the organization publishes from, with GitHub's current data and the token to read it.</summary>
public sealed record ConnectedRepository(ExtensionRepository Repository, RepositoryInfo Info, GitHubToken? Token);

/// <summary>
/// Finds a repository on GitHub and stores it for the organization. A token in the request is tested first, and only
/// stored (encrypted) when it can read the repository. The caller must check the membership.
/// GitHub's numeric id is the identity: a rename is followed, and another repository under a known name is refused with
/// <c>repository_replaced</c> until control over it is proven.
/// </summary>
public sealed class ConnectRepository(
    UnitOfWork unit,
    FindRepository find,
    RepositoryTokens tokens,
    RepositoryWebhooks webhooks,
    RepositoryNews news)
{
    public async Task<Result<ConnectedRepository>> RunAsync(ConnectRepositoryRequest request, CancellationToken cancellationToken)
    {
        if (!(await find.RunAsync(request.OrganizationId, request.Url, request.Token, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        return await RememberAsync(request, found, cancellationToken);
    }

    /// <summary>Stores the repository, or only records that another one has its name now.</summary>
    private async Task<Result<ConnectedRepository>> RememberAsync(ConnectRepositoryRequest request, FoundRepository found, CancellationToken cancellationToken)
    {
        Error? replaced = null;
        var connected = await unit.RunAsync<ExtensionRepository>(
            async work =>
            {
                // A change that lost a race runs again from here.
                replaced = null;
                if (await ReplacedAsync(work.Db, request.OrganizationId, found.Info, cancellationToken) is { } former)
                {
                    replaced = Replaced(former);
                    if (request.Store)
                    {
                        await news.ReplacedAsync(work, former, found.Info, request.Actor, cancellationToken);
                    }

                    return former;
                }

                var known = await work.Db.Set<ExtensionRepository>().SingleOrDefaultAsync(
                    repository => repository.OrganizationId == request.OrganizationId && repository.GitHubId == found.Info.Id, cancellationToken);
                return request.Store
                    ? await StoreAsync(work, request, found, known, cancellationToken)
                    : known ?? ExtensionRepository.Connect(request.OrganizationId, found.Info, work.Now);
            },
            cancellationToken,
            RepositoryAccess.LostAsync);
        return (connected.Error ?? replaced) is { } refusal ? refusal : new ConnectedRepository(connected.Value, found.Info, found.Token);
    }

    private async Task<ExtensionRepository> StoreAsync(
        Work work, ConnectRepositoryRequest request, FoundRepository found, ExtensionRepository? known, CancellationToken cancellationToken)
    {
        var (info, wasVerified) = (found.Info, known?.Verification is { } method && method != VerificationMethod.None);
        var repository = known ?? ExtensionRepository.Connect(request.OrganizationId, info, work.Now);
        webhooks.Ensure(repository, work.Now);
        if (known is null)
        {
            work.Db.Add(repository);
            work.Audit(
                request.Actor,
                "repository.connected",
                new AuditSubject("repository", info.FullName),
                request.OrganizationId,
                after: new { info.FullName, gitHubId = info.Id });
        }
        else
        {
            await news.FollowAsync(work, repository, info, request.Actor, cancellationToken);
        }

        if (request.Token is { } given)
        {
            tokens.Store(repository, given, found.TokenExpiresAt, work.Now);
            work.Audit(
                request.Actor,
                "repository.token_replaced",
                new AuditSubject("repository", info.FullName),
                request.OrganizationId,
                after: new { tokenLastFour = given.LastFour, expiresAt = found.TokenExpiresAt });
        }

        if (info.CanPush && found.Token is not null)
        {
            repository.Verify(VerificationMethod.Token, work.Now);
            if (!wasVerified)
            {
                work.Raise(new RepositoryChanged(repository.Id));
            }
        }

        return repository;
    }

    /// <summary>The repository that the organization connected under this name, if GitHub now shows another one under it.</summary>
    private static Task<ExtensionRepository?> ReplacedAsync(PortalDb db, Guid organizationId, RepositoryInfo info, CancellationToken cancellationToken)
    {
        var name = ExtensionRepository.Normalize(info.FullName);
        return db.Set<ExtensionRepository>().FirstOrDefaultAsync(
            known => known.OrganizationId == organizationId && known.GitHubId != info.Id && known.NormalizedName == name, cancellationToken);
    }

    internal static Error Replaced(ExtensionRepository repository) => Error.Conflict(
        "repository_replaced",
        $"{repository.FullName} is now another repository: the one that your organization connected was deleted or moved, and a different one "
        + "has its name. Nothing was read from it. If it is yours, prove control in your organization's settings under Repositories. "
        + "If not, publish from the new address of the old one.");
}
