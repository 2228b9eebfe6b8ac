using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>An installation of a release, as a notice names it.</summary>
/// <param name="Name">Of the listing.</param>
public sealed record RunningInstallation(Guid Id, long Number, Guid OrganizationId, string Slug, string Name, string ExtensionId)
{
    public string Address => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Slug}/extensions/installed/{Number}");
}

/// <summary>What the Owners and Admins of an organization are told about an installation.</summary>
/// <param name="Key">What makes the notice another one than the last of its event.</param>
public sealed record InstallationNotice(string Event, string Key, string Title, string Body);

/// <summary>Notifies every organization that runs a release, in parts of bounded size. Nobody is notified twice, however often it runs.</summary>
public sealed class NotifyInstallations(UnitOfWork unit, NotifyPeople notify)
{
    private const int PartSize = 100;

    /// <param name="notice">What each is told, after what happens to it in the same transaction; null for nothing. It must bear being done again.</param>
    public Task RunAsync(
        Guid releaseId, Func<Work, RunningInstallation, Task<InstallationNotice?>> notice, CancellationToken cancellationToken) =>
        EachAsync(releaseId, notice, cancellationToken);

    /// <param name="also">What else happens to each, in the same transaction. It must bear being done again.</param>
    public Task RunAsync(
        Guid releaseId,
        Func<RunningInstallation, InstallationNotice> notice,
        CancellationToken cancellationToken,
        Func<Work, RunningInstallation, Task>? also = null) => EachAsync(
        releaseId,
        async (work, one) =>
        {
            if (also is not null)
            {
                await also(work, one);
            }

            return notice(one);
        },
        cancellationToken);

    private async Task EachAsync(
        Guid releaseId, Func<Work, RunningInstallation, Task<InstallationNotice?>> notice, CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after is not null)
        {
            var from = after.Value;
            var part = await unit.RunAsync(
                work => PartAsync(work, new Part(releaseId, from), notice, cancellationToken), cancellationToken);
            after = part.TryGet(out var last, out _) ? last : throw new LostRaceException();
        }
    }

    private async Task<Result<long?>> PartAsync(
        Work work, Part part, Func<Work, RunningInstallation, Task<InstallationNotice?>> notice, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var running = await (
            from installation in db.Set<Installation>()
            where installation.ReleaseId == part.ReleaseId && installation.Number > part.After && installation.State != InstallationState.Uninstalled
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            orderby installation.Number
            select new RunningInstallation(
                installation.Id, installation.Number, installation.OrganizationId, organization.Slug, listing.Name, extension.ExtensionId))
            .Take(PartSize)
            .ToListAsync(cancellationToken);
        foreach (var one in running)
        {
            if (await notice(work, one) is not { } told)
            {
                continue;
            }

            var people = await OrganizationQueries.MemberIdsAsync(db, one.OrganizationId, OrganizationRole.Admin, cancellationToken);
            await notify.AddAsync(
                db,
                people,
                new NotificationDraft(NotificationKind.Release, told.Event, $"{one.Id}:{told.Key}", told.Title, told.Body, one.Address),
                cancellationToken);
            work.Refresh(() => notify.PublishAsync(people));
        }

        return running.Count < PartSize ? Result.Of<long?>(null) : running[^1].Number;
    }

    /// <summary>The installations of a release above a number.</summary>
    private sealed record Part(Guid ReleaseId, long After);
}
