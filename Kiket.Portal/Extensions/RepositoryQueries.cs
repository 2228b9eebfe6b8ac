using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>A connected repository as its organization sees it. Never contains a token.</summary>
/// <param name="VerificationFile">The file that proves control.</param>
/// <param name="ReplacedSeenAt">Since when another repository has its name; null when there is none.</param>
/// <param name="ExtensionIds">The extensions that the organization publishes from it.</param>
public sealed record ConnectedRepositoryRow(
    Guid Id,
    string FullName,
    string DefaultBranch,
    bool IsPrivate,
    StoredToken Token,
    VerificationMethod Verification,
    DateTimeOffset? VerifiedAt,
    string VerificationFile,
    DateTimeOffset? ReplacedSeenAt,
    DateTimeOffset ConnectedAt,
    IReadOnlyList<string> ExtensionIds);

/// <summary>An extension that an organization publishes, with the repository it comes from.</summary>
public sealed record PublishedExtension(Extension Extension, ConnectedRepositoryRow Repository, OrganizationMember Member);

public sealed class RepositoryQueries(IDbContextFactory<PortalDb> databases, RepositoryTokens tokens, TimeProvider clock)
{
    /// <summary>The repositories of an organization by name, for its Owners and Admins.</summary>
    public async Task<Result<Page<ConnectedRepositoryRow>>> ForOrganizationAsync(
        string organization, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var all = db.Set<ExtensionRepository>().AsNoTracking().Where(repository => repository.OrganizationId == member.OrganizationId);
        var total = await all.CountAsync(cancellationToken);
        var shown = await all.OrderBy(repository => repository.Owner).ThenBy(repository => repository.Name).ThenBy(repository => repository.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<ConnectedRepositoryRow>(await RowsAsync(db, shown, cancellationToken), page, total);
    }

    /// <summary>One repository of the organization.</summary>
    public async Task<Result<ConnectedRepositoryRow>> FindRepositoryAsync(
        string organization, Guid repositoryId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await RepositoryAccess.OpenAsync(db, organization, repositoryId, actor, cancellationToken)).TryGet(out var repository, out var error)
            ? (await RowsAsync(db, [repository], cancellationToken))[0]
            : error;
    }

    /// <summary>An extension of the organization by its id, preferring the marketplace over its own registry.</summary>
    public async Task<Result<PublishedExtension>> FindExtensionAsync(string organization, string extensionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(extensionId);
        var extension = await db.Set<Extension>().AsNoTracking()
            .Where(candidate => candidate.OrganizationId == member.OrganizationId && candidate.NormalizedId == id)
            .OrderBy(candidate => candidate.Registry == Extension.Marketplace ? 0 : 1)
            .FirstOrDefaultAsync(cancellationToken);
        if (extension is null)
        {
            return Error.NotFound(
                "extension_not_found", $"{member.Name} has no extension with this id. Open it from the list of extensions, or submit it first.");
        }

        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == extension.RepositoryId, cancellationToken);
        return new PublishedExtension(extension, (await RowsAsync(db, [repository], cancellationToken))[0], member);
    }

    private async Task<IReadOnlyList<ConnectedRepositoryRow>> RowsAsync(
        PortalDb db, IReadOnlyList<ExtensionRepository> repositories, CancellationToken cancellationToken)
    {
        var ids = repositories.Select(repository => repository.Id).ToList();
        var now = clock.GetUtcNow();
        var extensions = await db.Set<Extension>().AsNoTracking()
            .Where(extension => ids.Contains(extension.RepositoryId) && (extension.ReservedUntil == null || extension.ReservedUntil > now))
            .OrderBy(extension => extension.ExtensionId)
            .Select(extension => new { extension.RepositoryId, extension.ExtensionId })
            .ToListAsync(cancellationToken);
        var byRepository = extensions.ToLookup(extension => extension.RepositoryId, extension => extension.ExtensionId);
        return [.. repositories.Select(repository => new ConnectedRepositoryRow(
            repository.Id,
            repository.FullName,
            repository.DefaultBranch,
            repository.IsPrivate,
            StoredToken.Of(repository, isReadable: repository.ProtectedToken is null || tokens.Reveal(repository) is not null, now),
            repository.Verification,
            repository.VerifiedAt,
            repository.VerificationFile,
            repository.ReplacedSeenAt,
            repository.CreatedAt,
            [.. byRepository[repository.Id].Distinct(StringComparer.Ordinal)]))];
    }
}
