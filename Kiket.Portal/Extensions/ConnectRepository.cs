using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
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
    IDbContextFactory<PortalDb> databases,
    FindRepository find,
    RepositoryTokens tokens,
    RepositoryNews news,
    TimeProvider clock)
{
    public async Task<Result<ConnectedRepository>> RunAsync(ConnectRepositoryRequest request, CancellationToken cancellationToken)
    {
        if (!(await find.RunAsync(request.OrganizationId, request.Url, request.Token, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        return await RememberAsync(request, found, cancellationToken);
    }

    private async Task<Result<ConnectedRepository>> RememberAsync(ConnectRepositoryRequest request, FoundRepository found, CancellationToken cancellationToken)
    {
        var (info, token) = (found.Info, found.Token);
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await ReplacedAsync(db, request.OrganizationId, info, cancellationToken) is { } replaced)
        {
            var notified = request.Store ? await news.ReplacedAsync(db, replaced, info, request.Actor, now, cancellationToken) : [];
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await news.PublishAsync(notified, replaced, cancellationToken);
            return Replaced(replaced);
        }

        var repository = await db.Set<ExtensionRepository>().SingleOrDefaultAsync(
            known => known.OrganizationId == request.OrganizationId && known.GitHubId == info.Id, cancellationToken);
        if (!request.Store)
        {
            return new ConnectedRepository(repository ?? ExtensionRepository.Connect(request.OrganizationId, info, now), info, token);
        }

        IReadOnlyList<Guid> renameNotified = [];
        if (repository is null)
        {
            repository = ExtensionRepository.Connect(request.OrganizationId, info, now);
            db.Add(repository);
            RecordAudit.Add(db, request.Actor, "repository.connected", new AuditSubject("repository", info.FullName), now, request.OrganizationId, after: new { info.FullName, gitHubId = info.Id });
        }
        else
        {
            renameNotified = await news.FollowAsync(db, repository, info, request.Actor, now, cancellationToken);
        }

        if (request.Token is { } given)
        {
            tokens.Store(repository, given, found.TokenExpiresAt, now);
            RecordAudit.Add(db, request.Actor, "repository.token_replaced", new AuditSubject("repository", info.FullName), now, request.OrganizationId, after: new { tokenLastFour = given.LastFour, expiresAt = found.TokenExpiresAt });
        }

        if (info.CanPush && token is not null)
        {
            repository.Verify(VerificationMethod.Token, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await news.PublishAsync(renameNotified, repository, cancellationToken);
        return new ConnectedRepository(repository, info, token);
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
