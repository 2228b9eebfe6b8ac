using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>
/// An operator suspends a listing, or restores it. The page of a suspended listing only says that it is suspended. It
/// isn't found by searches and can't be installed, but existing installations keep running. The publisher is notified
/// of the reason.
/// </summary>
public sealed class SuspendListing(
    UnitOfWork unit, PlatformAccess platform, NotifyPeople notify, ListingIndex index, ListingTopic listings)
{
    public const int MaxReasonLength = 1000;

    public Task<Result> RunAsync(Guid extensionKey, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        var problem = PlainText.Problem(
            text, "reason", "The reason", MaxReasonLength, "Enter a reason. The publisher reads it and must know what to fix.");
        return problem is not null
            ? Task.FromResult<Result>(problem)
            : ChangeAsync(
                extensionKey,
                actor,
                new Change(
                    "listing.suspended",
                    (listing, now) => listing.Suspend(text, now),
                    new ListingSuspended(extensionKey, text),
                    listing => ($"{listing.Name} is suspended", $"{text} Customers don't see it until it is restored. Existing installations keep running.")),
                cancellationToken);
    }

    /// <summary>Takes the listing away for good: its address answers 410 from now on, and no version of it can be published or installed.</summary>
    /// <param name="typedId">The extension's id, typed as a confirmation.</param>
    public Task<Result> RemoveAsync(Guid extensionKey, string reason, string? typedId, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        var problem = PlainText.Problem(text, "reason", "The reason", MaxReasonLength, "Enter a reason. The publisher reads it.");
        return problem is not null
            ? Task.FromResult<Result>(problem)
            : ChangeAsync(
                extensionKey,
                actor,
                new Change(
                    "listing.removed",
                    (listing, now) => string.Equals(listing.ExtensionId, typedId?.Trim(), StringComparison.OrdinalIgnoreCase)
                        ? listing.Remove(text, now)
                        : Error.Field("id", "id_not_typed", $"Type {listing.ExtensionId}, the id of the extension, to remove its listing for good."),
                    new ListingRemoved(extensionKey, text),
                    listing => (
                        $"{listing.Name} was removed for good",
                        $"{text} Its page is gone and nobody can install it or publish a version of it. Existing installations keep running.")),
                cancellationToken);
    }

    public Task<Result> RestoreAsync(Guid extensionKey, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        extensionKey,
        actor,
        new Change(
            "listing.restored",
            (listing, now) => listing.Restore(now),
            new ListingRestored(extensionKey),
            listing => listing.State == ListingState.Unlisted
                ? ($"{listing.Name} is no longer suspended", "You have unlisted it, so customers don't see it until you list it again.")
                : ($"{listing.Name} is listed again", "Customers can find it in the marketplace again.")),
        cancellationToken);

    private async Task<Result> ChangeAsync(Guid extensionKey, Actor actor, Change change, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } notAllowed)
        {
            return notAllowed.Error;
        }

        return await unit.RunAsync(
            work => ChangeAsync(work, extensionKey, actor, change, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("listing_changed", "Someone else has just changed this listing. Reload the page and try again.")));
    }

    private async Task<Result> ChangeAsync(Work work, Guid extensionKey, Actor actor, Change change, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var listing = await db.Set<Listing>().SingleOrDefaultAsync(candidate => candidate.ExtensionKey == extensionKey, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "There is no such listing. Reload the page.");
        }

        if (change.Happened is ListingRestored && await OrganizationSuspension.ProblemAsync(db, listing.OrganizationId, cancellationToken) is not null)
        {
            return Error.Conflict(
                "publisher_suspended",
                $"{listing.PublisherName} is suspended, and its listings with it. Restore the organization under Operations, Organizations.");
        }

        var before = new { listing.State, listing.SuspendedFor };
        if (change.Apply(listing, work.Now) is { Succeeded: false } refused)
        {
            return refused;
        }

        await index.FilterAsync(db, listing.ForIndex(), cancellationToken);
        work.Audit(
            actor,
            change.Action,
            new AuditSubject("listing", listing.ExtensionId),
            listing.OrganizationId,
            before,
            new { listing.State, listing.SuspendedFor });
        var publishers = await db.Set<Membership>()
            .Where(member => member.OrganizationId == listing.OrganizationId
                && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin))
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);
        var (title, body) = change.Notice(listing);
        await notify.AddAsync(
            db,
            publishers,
            new NotificationDraft(
                NotificationKind.Release,
                change.Action,
                $"{listing.ExtensionKey}:{listing.RowVersion}",
                title,
                body,
                $"/orgs/{listing.PublisherSlug}/extensions/published/{listing.ExtensionId}"),
            cancellationToken);
        work.Raise(change.Happened);
        work.Refresh(() => listings.PublishAsync(extensionKey));
        work.Refresh(() => notify.PublishAsync(publishers));
        return Result.Success();
    }

    private sealed record Change(
        string Action, Func<Listing, DateTimeOffset, Result> Apply, IEvent Happened, Func<Listing, (string Title, string Body)> Notice);
}
