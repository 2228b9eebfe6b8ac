using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <summary>Tells a customer's Owners and Admins how much of their cap is used, once for each threshold and month.</summary>
public sealed class NotifyOfCap(NotifyPeople notify)
{
    private static readonly int[] Thresholds = [50, 80, 100];

    public async Task AddAsync(Work work, MeteredInstallation installation, UsageBill before, UsageBill after, CancellationToken cancellationToken)
    {
        var reached = Thresholds.Where(threshold => before.Percent < threshold && after.Percent >= threshold).LastOrDefault();
        if (reached == 0)
        {
            return;
        }

        var name = await work.Db.Set<Installation>()
            .Where(one => one.Id == installation.InstallationId)
            .Join(work.Db.Set<Listing>(), one => one.ExtensionKey, listing => listing.ExtensionKey, (_, listing) => listing.Name)
            .FirstOrDefaultAsync(cancellationToken) ?? "An extension";
        var slug = await work.Db.Set<Organization>()
            .Where(organization => organization.Id == installation.OrganizationId).Select(organization => organization.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var (cap, month) = (new Money(after.CapCents!.Value), after.Month);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Billing,
                string.Create(CultureInfo.InvariantCulture, $"billing.usage_{reached}"),
                $"{installation.InstallationId}:{month}",
                reached == 100 ? $"{name} reached your cap of {cap}" : $"{name} used {reached}% of your cap of {cap}",
                reached == 100
                    ? $"More usage in {month.Name} is counted and not charged. You can raise the cap at any time."
                    : $"Usage in {month.Name} costs {new Money(after.Cents)} so far. Above the cap nothing more is charged.",
                string.Create(CultureInfo.InvariantCulture, $"/orgs/{slug}/extensions/installed/{installation.Number}")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
