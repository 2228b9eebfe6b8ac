using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>An extension was installed: the members who asked for it hear of it.</summary>
public sealed class AnswerRequests(UnitOfWork unit, NotifyPeople notify, InstallationTopic topic) : IEventHandler<InstallationInstalled>
{
    public const string HandlerName = "answer-requests";

    public async Task RunAsync(InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var answered = await unit.RunAsync(work => AnswerAsync(work, happened, at, cancellationToken), cancellationToken);
        if (!answered.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    private async Task<Result> AnswerAsync(Work work, InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var waiting = await db.Set<InstallationRequest>()
            .Where(request => request.OrganizationId == happened.OrganizationId && request.ExtensionKey == happened.ExtensionKey
                && request.State == RequestState.Waiting)
            .ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return Result.Success();
        }

        var name = await db.Set<Listing>().Where(listing => listing.ExtensionKey == happened.ExtensionKey).Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(one => one.Id == happened.OrganizationId, cancellationToken);
        var installation = await db.Set<Installation>().AsNoTracking().SingleAsync(one => one.Id == happened.InstallationId, cancellationToken);
        foreach (var request in waiting)
        {
            request.Fulfil(at);
            await notify.AddAsync(
                db,
                [request.PersonId],
                new NotificationDraft(
                    NotificationKind.Release,
                    "installation.request_fulfilled",
                    request.Id.ToString(),
                    $"{name}, which you asked for, is installed",
                    $"{installation.InstalledByName} installed it for {organization.Name}.",
                    string.Create(CultureInfo.InvariantCulture, $"/orgs/{organization.Slug}/extensions/installed/{installation.Number}")),
                cancellationToken);
        }

        work.Refresh(() => notify.PublishAsync(waiting.Select(request => request.PersonId)));
        work.Refresh(() => topic.PublishAsync(happened.OrganizationId));
        return Result.Success();
    }
}
