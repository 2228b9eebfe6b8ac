using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>Notifies the publisher of a new rating, and of changes of it once a day at most.</summary>
public sealed class NotifyOfRating(UnitOfWork unit, NotifyPeople notify) : IEventHandler<RatingShown>
{
    public const string HandlerName = "notify-of-rating";

    private const int MaxShown = 400;

    public async Task RunAsync(RatingShown happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(work => NotifyAsync(work, happened, at, cancellationToken), cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    private async Task<Result> NotifyAsync(Work work, RatingShown happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var found = await (
            from rating in db.Set<Rating>().AsNoTracking()
            where rating.Id == happened.RatingId && rating.State == RatingState.Visible
            join organization in db.Set<Organization>() on rating.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on rating.ExtensionKey equals listing.ExtensionKey
            select new
            {
                Rating = rating,
                Author = organization.Name,
                listing.Name,
                listing.ExtensionId,
                listing.OrganizationId,
                listing.PublisherSlug,
            }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            // Withdrawn or hidden meanwhile.
            return Result.Success();
        }

        var people = await OrganizationQueries.MemberIdsAsync(db, found.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var stars = RatingLabels.Stars(found.Rating.Stars);
        var (key, title) = happened.IsFirst
            ? ($"{found.Rating.Id}", $"{found.Author} rated {found.Name}: {stars}")
            : ($"{found.Rating.Id}:{at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
                $"{found.Author} changed its rating of {found.Name}: {stars}");
        var text = found.Rating.Text.Length > MaxShown ? found.Rating.Text[..MaxShown] + "…" : found.Rating.Text;
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Support,
                "rating.shown",
                key,
                title,
                (text.Length > 0 ? $"{text}\n\n" : "") + "You can reply once, and change the reply.",
                $"/orgs/{found.PublisherSlug}/extensions/published/{found.ExtensionId}#ratings"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }
}
