using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <param name="Url">As typed or as the CLI sends it.</param>
/// <param name="Token">A token just given, or null to use the stored one, if any.</param>
/// <param name="Store">False for a dry run: nothing is remembered, the token included.</param>
public sealed record ConnectRepositoryRequest(Guid OrganizationId, string Url, GitHubToken? Token, Actor Actor, bool Store = true);

/// <summary>A repository the organization publishes from, as GitHub knows it now, with the token to read it.</summary>
public sealed record ConnectedRepository(ExtensionRepository Repository, RepositoryInfo Info, GitHubToken? Token);

/// <summary>
/// Finds a repository on GitHub and remembers it for the organization. A token given with the request is tested
/// first and stored encrypted only when it can read the repository. Membership is the caller's to check.
/// Identity is GitHub's numeric id: a rename is followed, another repository under a known name is refused with
/// <c>repository_replaced</c> until control of it was proved.
/// </summary>
public sealed class ConnectRepository(
    UnitOfWork unit,
    FindRepository find,
    RepositoryTokens tokens,
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

    /// <summary>Stores the repository, or only notes that another one has the name now.</summary>
    private async Task<Result<ConnectedRepository>> RememberAsync(ConnectRepositoryRequest request, FoundRepository found, CancellationToken cancellationToken)
    {
        Error? replaced = null;
        var connected = await unit.RunAsync<ExtensionRepository>(
            async work =>
            {
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
        if (known is null)
        {
            work.Db.Add(repository);
            work.Audit(request.Actor, "repository.connected", new AuditSubject("repository", info.FullName), request.OrganizationId, after: new { info.FullName, gitHubId = info.Id });
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

    /// <summary>The repository that had this name when the organization connected it, when GitHub now shows another one under it.</summary>
    private static Task<ExtensionRepository?> ReplacedAsync(PortalDb db, Guid organizationId, RepositoryInfo info, CancellationToken cancellationToken)
    {
        var name = ExtensionRepository.Normalize(info.FullName);
        return db.Set<ExtensionRepository>().FirstOrDefaultAsync(
            known => known.OrganizationId == organizationId && known.GitHubId != info.Id && known.NormalizedName == name, cancellationToken);
    }

    internal static Error Replaced(ExtensionRepository repository) => Error.Conflict(
        "repository_replaced",
        $"{repository.FullName} is another repository now: the one your organization connected was deleted or moved away, and a different one was created under its name. Nothing was read from it. If it is yours, prove that in the organization's settings under Repositories; if not, publish from the new place of the old one.");
}
