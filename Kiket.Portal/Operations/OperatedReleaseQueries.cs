using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>A version as operators see it.</summary>
/// <param name="Installations">How many organizations run it.</param>
public sealed record OperatedRelease(
    Guid Id, string Version, DateTimeOffset ReleasedAt, int Installations, DateTimeOffset? YankedAt, DateTimeOffset? BlockedAt, string? BlockReason);

/// <summary>A listing with its versions, highest first.</summary>
/// <param name="IsPublic">In the marketplace, where readers can report it.</param>
public sealed record OperatedListing(string Name, string ExtensionId, bool IsPublic, IReadOnlyList<OperatedRelease> Releases);

/// <summary>Reads the versions of a listing for operators. For everyone else, there is nothing.</summary>
public sealed class OperatedReleaseQueries(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, ReleaseQueries releases, InstallationQueries installations)
{
    public async Task<Result<OperatedListing>> FindAsync(Guid extensionKey, Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listing = await db.Set<Listing>()
            .Where(candidate => candidate.ExtensionKey == extensionKey)
            .Select(candidate => new { candidate.Name, candidate.ExtensionId, IsPublic = candidate.Registry == Extensions.Extension.Marketplace })
            .SingleOrDefaultAsync(cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "There is no such listing.");
        }

        var counts = await installations.CountsAsync(extensionKey, cancellationToken);
        var all = await releases.ForExtensionAsync(extensionKey, cancellationToken);
        return new OperatedListing(
            listing.Name,
            listing.ExtensionId,
            listing.IsPublic,
            [.. all.Select(release => new OperatedRelease(
                release.Id,
                release.Version,
                release.ReleasedAt,
                counts.GetValueOrDefault(release.Id),
                release.YankedAt,
                release.BlockedAt,
                release.BlockReason))]);
    }
}
