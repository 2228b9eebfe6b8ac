using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Asks Owners and Admins about a version that their policy would install if it didn't ask for more. Once per version.</summary>
public sealed class NotifyOfConsent(NotifyPeople notify)
{
    public async Task AddAsync(Work work, Installation installation, UpgradeAdvice advice, CancellationToken cancellationToken)
    {
        if (advice.All.FirstOrDefault(verdict => verdict.Verdict == UpgradeVerdict.Consent) is not { Candidate: var candidate })
        {
            return;
        }

        var db = work.Db;
        var people = await OrganizationQueries.MemberIdsAsync(db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var name = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == installation.ExtensionKey)
            .Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        var slug = await db.Set<Organization>().Where(one => one.Id == installation.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "installation.consent_needed",
                $"{installation.Id}:{candidate.ReleaseId}",
                $"{name} {candidate.Version} needs your consent",
                "It asks for more than the version you run. Look at what changes, then upgrade or skip it.",
                string.Create(CultureInfo.InvariantCulture, $"/orgs/{slug}/extensions/installed/{installation.Number}")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
