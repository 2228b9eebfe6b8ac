using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>
/// Tells everybody in an organization that it will be deleted, that it is kept, or that it was deleted: nobody should learn that from a page
/// that is gone.
/// </summary>
public sealed class NotifyOfDeletion(UnitOfWork unit, NotifyPeople notify)
    : IEventHandler<DeletionPlanned>, IEventHandler<OrganizationKept>, IEventHandler<OrganizationDeleted>
{
    public const string HandlerName = "notify-of-deletion";

    public Task RunAsync(DeletionPlanned happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.OrganizationId,
        at,
        "organization.deletion_planned",
        name => $"{name} will be deleted on {Day(happened.DeletesAt)}",
        $"{happened.ByName} asked for it. Until then everything goes on, and any Owner can keep the organization.",
        slug => $"/orgs/{slug}/settings/deletion",
        cancellationToken);

    public Task RunAsync(OrganizationKept happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.OrganizationId,
        at,
        "organization.kept",
        name => $"{name} is kept",
        $"{happened.ByName} undid the deletion. Nothing has changed.",
        slug => $"/orgs/{slug}/extensions",
        cancellationToken);

    public Task RunAsync(OrganizationDeleted happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.OrganizationId,
        at,
        "organization.deleted",
        name => $"{name} was deleted",
        $"{happened.ByName} had asked for it two weeks ago. Its invoices and statements are kept; ask the operators of the marketplace for them.",
        _ => "/marketplace",
        cancellationToken);

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private async Task NotifyAsync(
        Guid id, DateTimeOffset at, string what, Func<string, string> title, string text, Func<string, string> link, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                var organization = await work.Db.Set<Organization>()
                    .Where(one => one.Id == id).Select(one => new { one.Slug, one.Name }).SingleAsync(cancellationToken);
                var members = await OrganizationQueries.MemberIdsAsync(work.Db, id, OrganizationRole.Member, cancellationToken);
                // Asking, keeping and asking again are three notices.
                var subject = string.Create(CultureInfo.InvariantCulture, $"{id}:{at.UtcTicks}");
                await notify.AddAsync(
                    work.Db,
                    members,
                    new NotificationDraft(NotificationKind.Account, what, subject, title(organization.Name), text, link(organization.Slug)),
                    cancellationToken);
                work.Refresh(() => notify.PublishAsync(members));
                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }
}
