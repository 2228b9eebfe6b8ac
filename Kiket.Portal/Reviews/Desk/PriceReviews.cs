using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Edits;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>A proposed price for reviewers.</summary>
/// <param name="Now">The terms that hold.</param>
/// <param name="IsOwn">The reviewer belongs to the publisher, so another one must decide.</param>
public sealed record PriceRow(ProposedPrice Price, OfferTerms Now, string Publisher, string PublisherSlug, bool IsOwn)
{
    public OfferTerms Then => Now with { Pricing = Price.Change.Pricing };
}

/// <summary>
/// Other prices of listed releases, which publishers propose without a new version. A reviewer compares both offers and decides; what becomes paid
/// for the first time needs two.
/// </summary>
public sealed class PriceReviews(
    IDbContextFactory<PortalDb> databases, UnitOfWork unit, AddOffer addOffer, EditListing edit, NotifyPeople notify)
{
    private const int MostDecided = 50;

    /// <param name="waiting">Those that wait, oldest first, or those that were decided, newest first.</param>
    public async Task<Result<IReadOnlyList<PriceRow>>> RunAsync(bool waiting, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PlatformAccess.RequireReviewerAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var changes = db.Set<OfferChange>().AsNoTracking();
        var prices = await ListingEditQueries.PricesAsync(
            db,
            waiting
                ? changes.Where(change => change.State == OfferChangeState.Waiting).OrderBy(change => change.ProposedAt)
                : changes.Where(change => change.State == OfferChangeState.Approved || change.State == OfferChangeState.Rejected)
                    .OrderByDescending(change => change.DecidedAt).Take(MostDecided),
            cancellationToken);
        var (organizations, offers) = (
            prices.Select(price => price.Change.OrganizationId).Distinct().ToList(), prices.Select(price => price.Change.FromOfferId).Distinct().ToList());
        var publishers = await db.Set<Organization>().AsNoTracking()
            .Where(one => organizations.Contains(one.Id)).ToDictionaryAsync(one => one.Id, cancellationToken);
        var terms = await db.Set<Offer>().AsNoTracking().Where(one => offers.Contains(one.Id)).ToDictionaryAsync(one => one.Id, cancellationToken);
        var own = await db.Set<Membership>()
            .Where(member => member.UserId == actor.UserId && organizations.Contains(member.OrganizationId))
            .Select(member => member.OrganizationId).ToListAsync(cancellationToken);
        return Result.Of<IReadOnlyList<PriceRow>>(
        [
            .. prices.Select(price => new PriceRow(
                price, terms[price.Change.FromOfferId].Terms, publishers[price.Change.OrganizationId].Name, publishers[price.Change.OrganizationId].Slug,
                own.Contains(price.Change.OrganizationId))),
        ]);
    }

    /// <summary>How many wait.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<OfferChange>().CountAsync(change => change.State == OfferChangeState.Waiting, cancellationToken);
    }

    /// <returns>Whether it is live; false when a second reviewer is still needed.</returns>
    public Task<Result<bool>> ApproveAsync(Guid changeId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<bool>(
        async work =>
        {
            if (!(await OpenAsync(work, changeId, actor, cancellationToken)).TryGet(out var change, out var error))
            {
                return error;
            }

            if (await work.Db.Set<Listing>().Include(one => one.Categories).SingleOrDefaultAsync(
                    one => one.ExtensionKey == change.ExtensionKey && one.OrganizationId == change.OrganizationId, cancellationToken)
                is not { State: not ListingState.Removed } listing)
            {
                return Error.Conflict("listing_not_listed", $"{change.ExtensionId} isn't listed any more. Reject it with this reason.");
            }

            var current = await OfferQueries.CurrentAsync(work.Db, listing.ReleaseId, cancellationToken);
            if (listing.ReleaseId != change.ReleaseId || !await IsAsComparedAsync(work.Db, change, current, cancellationToken))
            {
                return Error.Conflict(
                    "price_overtaken",
                    $"{listing.Version} is listed with other terms since this was proposed. Reject it, so that the publisher proposes it again.");
            }

            if (!change.Approve(actor, work.Now).TryGet(out var isLive, out error))
            {
                return error;
            }

            work.Audit(
                actor, isLive ? "review.price_approved" : "review.price_approved_first", new AuditSubject("listing", change.ExtensionId),
                change.OrganizationId, before: new { current.Terms.Pricing }, after: new { change.Pricing });
            if (isLive)
            {
                var terms = current.Terms with { Pricing = change.Pricing };
                var offer = await addOffer.RunAsync(work.Db, listing.ReleaseId, terms, actor.Name, cancellationToken);
                var shown = await EditedListing.OfAsync(work.Db, listing, cancellationToken);
                await edit.RunAsync(work, listing, shown.Shown, listing.Files, offer, cancellationToken);
                work.Raise(new ListingOfferChanged(listing.ExtensionKey, listing.ReleaseId, offer.Id));
                await NotifyAsync(
                    work, change, "is approved",
                    "New customers pay it from now on. Who runs it already pays it when they agree, or at once if it costs them less.", cancellationToken);
            }

            return isLive;
        },
        cancellationToken);

    public Task<Result> RejectAsync(Guid changeId, string reason, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, changeId, actor, cancellationToken)).TryGet(out var change, out var error))
            {
                return error;
            }

            var text = reason.Trim();
            if (PlainText.Problem(text, "reason", "The reason", OfferChange.MaxReason, "Enter a reason. The publisher reads it.") is { } wrong)
            {
                return wrong;
            }

            if (change.Reject(actor, text, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                actor, "review.price_rejected", new AuditSubject("listing", change.ExtensionId), change.OrganizationId, after: new { change.Pricing, text });
            await NotifyAsync(work, change, "is rejected", text, cancellationToken);
            return Result.Success();
        },
        cancellationToken);

    /// <summary>Support and links may have changed meanwhile; what it costs may not.</summary>
    private static async Task<bool> IsAsComparedAsync(PortalDb db, OfferChange change, Offer current, CancellationToken cancellationToken) =>
        current.Terms.Pricing.IsSame(
            (await db.Set<Offer>().AsNoTracking().SingleAsync(offer => offer.Id == change.FromOfferId, cancellationToken)).Terms.Pricing);

    private static async Task<Result<OfferChange>> OpenAsync(Work work, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        if (await PlatformAccess.RequireReviewerAsync(work.Db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        if (await work.Db.Set<OfferChange>().SingleOrDefaultAsync(change => change.Id == id, cancellationToken) is not { } found)
        {
            return Error.NotFound("price_not_found", "There is no such price. Reload the page.");
        }

        return found.ProposedBy == actor.UserId || await work.Db.Set<Membership>().AnyAsync(
            member => member.OrganizationId == found.OrganizationId && member.UserId == actor.UserId, cancellationToken)
            ? Error.Forbidden("own_organization", "You belong to the organization that proposes this. Another reviewer must decide.")
            : found;
    }

    private async Task NotifyAsync(Work work, OfferChange change, string what, string body, CancellationToken cancellationToken)
    {
        var slug = await work.Db.Set<Organization>().Where(one => one.Id == change.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, change.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Review, "review.price_decided", change.Id.ToString(), $"The new price of {change.Name} {what}", body,
                $"/orgs/{slug}/extensions/published/{Uri.EscapeDataString(change.ExtensionId)}/listing"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
