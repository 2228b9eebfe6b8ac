using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

// ToUpper is translated to the database's own function here; a culture cannot be.
#pragma warning disable MA0011

namespace Kiket.Portal.Operations;

/// <summary>An extension id as operators see it.</summary>
/// <param name="ReservedUntil">Null once a release made it the organization's for good.</param>
/// <param name="IsProven">The organization proved that it controls the repository.</param>
/// <param name="ListingName">Its listing in any state; null without one.</param>
public sealed record ExtensionIdRow(
    Guid Key, string ExtensionId, string Registry, string OrganizationName, string OrganizationSlug, string Repository, bool IsProven, DateTimeOffset? ReservedUntil, bool IsFree, string? ListingName)
{
    public bool IsOwned => ReservedUntil is null;
}

/// <summary>Who has which extension id, for operators alone.</summary>
public sealed class ExtensionIdQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    private const int MaxSearchLength = 100;

    /// <summary>By id.</summary>
    /// <param name="search">Part of an id, or of an organization's name or slug.</param>
    public async Task<Result<Page<ExtensionIdRow>>> RunAsync(bool reservedOnly, string? search, Actor actor, PageRequest page, CancellationToken cancellationToken)
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
                && (text.Length == 0 || extension.NormalizedId.Contains(lower) || organization.Slug.Contains(lower) || organization.Name.ToUpper().Contains(upper))
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
