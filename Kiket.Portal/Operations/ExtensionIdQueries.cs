using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

// ToUpper becomes the database's own function here, which doesn't take a culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Operations;

/// <summary>An extension id as operators see it.</summary>
/// <param name="ReservedUntil">Null once a release has made it permanent.</param>
/// <param name="IsProven">Whether the organization has proven control over the repository.</param>
/// <param name="ListingName">The name of its listing in any state; null when there is none.</param>
public sealed record ExtensionIdRow(
    Guid Key,
    string ExtensionId,
    string Registry,
    string OrganizationName,
    string OrganizationSlug,
    string Repository,
    bool IsProven,
    DateTimeOffset? ReservedUntil,
    bool IsFree,
    string? ListingName)
{
    public bool IsOwned => ReservedUntil is null;
}

/// <summary>The owners of extension ids, only for operators.</summary>
public sealed class ExtensionIdQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    private const int MaxSearchLength = 100;

    /// <summary>Ordered by id.</summary>
    /// <param name="search">Part of an id, or of an organization's name or slug.</param>
    public async Task<Result<Page<ExtensionIdRow>>> RunAsync(
        bool reservedOnly, string? search, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var now = clock.GetUtcNow();
        var text = search?.Trim() ?? "";
        text = text.Length > MaxSearchLength ? text[..MaxSearchLength] : text;
        var (lower, upper) = (text.ToLowerInvariant(), text.ToUpperInvariant());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows =
            from extension in db.Set<Extension>().AsNoTracking()
            join organization in db.Set<Organization>() on extension.OrganizationId equals organization.Id
            join repository in db.Set<ExtensionRepository>() on extension.RepositoryId equals repository.Id
            where (!reservedOnly || extension.ReservedUntil > now)
                && (text.Length == 0
                    || extension.NormalizedId.Contains(lower)
                    || organization.Slug.Contains(lower)
                    || organization.Name.ToUpper().Contains(upper))
            orderby extension.NormalizedId, extension.Registry
            select new ExtensionIdRow(
                extension.Id,
                extension.ExtensionId,
                extension.Registry,
                organization.Name,
                organization.Slug,
                repository.Owner + "/" + repository.Name,
                repository.Verification != VerificationMethod.None,
                extension.ReservedUntil,
                extension.ReservedUntil <= now,
                db.Set<Listing>().Where(listing => listing.ExtensionKey == extension.Id).Select(listing => listing.Name).FirstOrDefault());
        var total = await rows.CountAsync(cancellationToken);
        return new Page<ExtensionIdRow>(await rows.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken), page, total);
    }
}
