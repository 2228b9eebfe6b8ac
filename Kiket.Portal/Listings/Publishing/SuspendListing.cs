using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>
/// An operator takes a listing from view, or brings it back. Its address says so and nothing more, it is in
/// no search and cannot be installed; what is installed goes on. The publisher is told why.
/// </summary>
public sealed class SuspendListing(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, NotifyPeople notify, ListingTopic listings, TimeProvider clock)
{
    public const int MaxReasonLength = 1000;

    public Task<Result> RunAsync(Guid extensionKey, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        return PlainText.Problem(text, "reason", "The reason", MaxReasonLength, "Say why: the publisher reads it and must know what to mend.") is { } problem
            ? Task.FromResult<Result>(problem)
            : ChangeAsync(extensionKey, actor, "listing.suspended", listing => listing.Suspend(text, clock.GetUtcNow()), listing => ($"{listing.Name} is suspended", $"{text} Customers do not see it until it is restored; what is installed goes on."), cancellationToken);
    }

    public Task<Result> RestoreAsync(Guid extensionKey, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(extensionKey, actor, "listing.restored", listing => listing.Restore(clock.GetUtcNow()), listing => ($"{listing.Name} is listed again", "Customers find it in the marketplace as before."), cancellationToken);

    private async Task<Result> ChangeAsync(
        Guid extensionKey, Actor actor, string action, Func<Listing, Result> change, Func<Listing, (string Title, string Body)> tell, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } notAllowed)
        {
            return notAllowed.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listing = await db.Set<Listing>().SingleOrDefaultAsync(candidate => candidate.ExtensionKey == extensionKey, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "There is no such listing. Reload the page.");
        }

        var before = new { listing.State, listing.SuspendedFor };
        if (change(listing) is { Succeeded: false } refused)
        {
            return refused;
        }

        RecordAudit.Add(db, actor, action, new AuditSubject("listing", listing.ExtensionId), listing.ChangedAt, listing.OrganizationId, before, new { listing.State, listing.SuspendedFor });
        var publishers = await db.Set<Membership>()
            .Where(member => member.OrganizationId == listing.OrganizationId && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin))
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);
        var (title, body) = tell(listing);
        await notify.AddAsync(
            db,
            publishers,
            new NotificationDraft(NotificationKind.Release, action, $"{listing.ExtensionKey}:{listing.RowVersion}", title, body, $"/orgs/{listing.PublisherSlug}/extensions/published/{listing.ExtensionId}"),
            cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error.Conflict("listing_changed", $"{listing.Name} changed meanwhile. Look at it again, then repeat what you did.");
        }

        await listings.PublishAsync(extensionKey);
        await notify.PublishAsync(publishers);
        return Result.Success();
    }
}
