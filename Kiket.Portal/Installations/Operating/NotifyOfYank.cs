using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Tells the organizations that run a yanked release. It keeps running, and nothing moves by itself.</summary>
public sealed class NotifyOfYank(UnitOfWork unit, NotifyPeople notify) : IEventHandler<Releases.ReleaseYanked>
{
    public const string HandlerName = "notify-of-yank";

    private const int PartSize = 100;

    public async Task RunAsync(Releases.ReleaseYanked happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after is not null)
        {
            var from = after.Value;
            var part = await unit.RunAsync(work => NotifyAsync(work, happened, from, cancellationToken), cancellationToken);
            after = part.TryGet(out var last, out _) ? last : throw new LostRaceException();
        }
    }

    private async Task<Result<long?>> NotifyAsync(Work work, Releases.ReleaseYanked happened, long after, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var part = await (
            from installation in db.Set<Installation>()
            where installation.ReleaseId == happened.ReleaseId && installation.Number > after && installation.State != InstallationState.Uninstalled
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            orderby installation.Number
            select new { installation.Id, installation.Number, installation.OrganizationId, organization.Slug, listing.Name })
            .Take(PartSize)
            .ToListAsync(cancellationToken);
        foreach (var one in part)
        {
            var people = await OrganizationQueries.MemberIdsAsync(db, one.OrganizationId, OrganizationRole.Admin, cancellationToken);
            await notify.AddAsync(
                db,
                people,
                new NotificationDraft(
                    NotificationKind.Release,
                    "installation.release_yanked",
                    $"{one.Id}:{happened.ReleaseId}",
                    $"{one.Name} {happened.Version}, which you run, was yanked",
                    $"{happened.Reason} It keeps running. Look for another version, or roll back.",
                    string.Create(CultureInfo.InvariantCulture, $"/orgs/{one.Slug}/extensions/installed/{one.Number}")),
                cancellationToken);
            work.Refresh(() => notify.PublishAsync(people));
        }

        return part.Count < PartSize ? Result.Of<long?>(null) : part[^1].Number;
    }
}
