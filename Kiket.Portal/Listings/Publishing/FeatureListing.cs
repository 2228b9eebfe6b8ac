using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>An operator starts or stops featuring a listing on the home page.</summary>
public sealed class FeatureListing(UnitOfWork unit, PlatformAccess platform, ListingTopic topic)
{
    public async Task<Result> RunAsync(string extensionId, bool isFeatured, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await platform.RequireOperatorAsync(actor.UserId, cancellationToken)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        return await unit.RunAsync(
            work => FeatureAsync(work, Extension.Normalize(extensionId), isFeatured, actor, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("listing_changed", "Someone else has just changed this listing. Reload the page and try again.")));
    }

    private async Task<Result> FeatureAsync(Work work, string id, bool isFeatured, Actor actor, CancellationToken cancellationToken)
    {
        var listing = await work.Db.Set<Listing>().SingleOrDefaultAsync(
            candidate => candidate.Registry == Extension.Marketplace && candidate.NormalizedId == id, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "There is no such listing in the marketplace.");
        }

        var before = listing.IsFeatured;
        if (listing.Feature(isFeatured, work.Now) is { Succeeded: false } refused)
        {
            return refused;
        }

        if (before != isFeatured)
        {
            work.Audit(
                actor,
                isFeatured ? "listing.featured" : "listing.unfeatured",
                new AuditSubject("listing", listing.ExtensionId),
                listing.OrganizationId,
                before: new { featured = before },
                after: new { featured = isFeatured });
            work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
        }

        return Result.Success();
    }
}
