using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>An operator puts a listing on the shelf of the front page, or takes it off.</summary>
public sealed class FeatureListing(IDbContextFactory<PortalDb> databases, PlatformAccess platform, ListingTopic topic, TimeProvider clock)
{
    public async Task<Result> RunAsync(string extensionId, bool isFeatured, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await platform.RequireOperatorAsync(actor.UserId, cancellationToken)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = Extension.Normalize(extensionId);
        var listing = await db.Set<Listing>().SingleOrDefaultAsync(
            candidate => candidate.Registry == Extension.Marketplace && candidate.NormalizedId == id, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "There is no such listing in the marketplace.");
        }

        var before = listing.IsFeatured;
        var now = clock.GetUtcNow();
        if (listing.Feature(isFeatured, now) is { Succeeded: false } refused)
        {
            return refused;
        }

        if (before != isFeatured)
        {
            RecordAudit.Add(
                db, actor, isFeatured ? "listing.featured" : "listing.unfeatured", new AuditSubject("listing", listing.ExtensionId), now, listing.OrganizationId,
                before: new { featured = before }, after: new { featured = isFeatured });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                return Error.Conflict("listing_changed", $"{listing.Name} changed at the same moment. Look at it and choose again.");
            }

            await topic.PublishAsync(listing.ExtensionKey);
        }

        return Result.Success();
    }
}
