using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// A publisher said that a version does what a rating asks for. When the organization runs that version or a later one, its Owners and Admins are
/// asked whether that is so: once, whatever happens first and however often.
/// </summary>
public sealed class AskAboutRating(UnitOfWork unit, NotifyPeople notify)
    : IEventHandler<RatingReplied>, IEventHandler<InstallationInstalled>, IEventHandler<InstallationUpgraded>, IEventHandler<InstallationRolledBack>
{
    public const string HandlerName = "ask-about-rating";

    public Task RunAsync(RatingReplied happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(ratings => ratings.Where(rating => rating.Id == happened.RatingId), at, cancellationToken);

    public Task RunAsync(InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(happened.OrganizationId, happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(InstallationUpgraded happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(happened.OrganizationId, happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(InstallationRolledBack happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(happened.OrganizationId, happened.ExtensionKey, at, cancellationToken);

    private Task AskAsync(Guid organizationId, Guid extensionKey, DateTimeOffset at, CancellationToken cancellationToken) => AskAsync(
        ratings => ratings.Where(rating => rating.OrganizationId == organizationId && rating.ExtensionKey == extensionKey), at, cancellationToken);

    private async Task AskAsync(Func<IQueryable<Rating>, IQueryable<Rating>> which, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(work => AskAsync(work, which, at, cancellationToken), cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    private async Task<Result> AskAsync(
        Work work, Func<IQueryable<Rating>, IQueryable<Rating>> which, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var rating = await which(db.Set<Rating>())
            .SingleOrDefaultAsync(one => one.State == RatingState.Visible && one.AddressedIn != null && one.AskedAt == null, cancellationToken);
        if (rating is null || await RunningAsync(db, rating, cancellationToken) is not { } running || !RatingRules.Reaches(running, rating.AddressedIn!))
        {
            return Result.Success();
        }

        rating.Ask(at);
        var listing = await db.Set<Listing>().AsNoTracking().SingleAsync(one => one.ExtensionKey == rating.ExtensionKey, cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(db, rating.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Support,
                "rating.addressed",
                $"{rating.Id}:{rating.Revision}",
                $"Is {listing.Name} {running} better?",
                $"{listing.PublisherName} says that what you wrote in your rating is addressed in {rating.AddressedIn}. "
                    + "If it is, change your rating. If it isn't, leave it as it is.",
                ListingAddress.Of(listing.Registry, listing.ExtensionId) + "/reviews"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }

    /// <summary>The version that the organization runs; null when it runs none.</summary>
    private static Task<string?> RunningAsync(PortalDb db, Rating rating, CancellationToken cancellationToken) => (
        from installation in db.Set<Installation>()
        where installation.OrganizationId == rating.OrganizationId
            && installation.ExtensionKey == rating.ExtensionKey
            && installation.State != InstallationState.Uninstalled
            && installation.InstalledAt != null
        join release in db.Set<Release>() on installation.ReleaseId equals release.Id
        select release.Version).SingleOrDefaultAsync(cancellationToken);
}
