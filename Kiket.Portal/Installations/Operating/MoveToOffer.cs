using Kiket.Portal.Events;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Brings another offer of a release to who runs it: what costs them more waits for their consent, of which they are notified once, and everything
/// else applies by itself.
/// </summary>
public sealed class MoveToOffer(NotifyInstallations notify, InstallationTopic topic) : IEventHandler<ListingOfferChanged>
{
    public const string HandlerName = "move-to-offer";

    public Task RunAsync(ListingOfferChanged happened, DateTimeOffset at, CancellationToken cancellationToken) => notify.RunAsync(
        happened.ReleaseId,
        async (work, one) =>
        {
            var installation = await work.Db.Set<Installation>().SingleAsync(found => found.Id == one.Id, cancellationToken);
            if (installation.State is not (InstallationState.Active or InstallationState.Suspended)
                || await AgreeToOffer.FindAsync(work.Db, installation, cancellationToken) is not { } found)
            {
                return null;
            }

            work.Refresh(() => topic.PublishAsync(installation));
            if (found.NeedsConsent)
            {
                return new InstallationNotice(
                    "installation.offer_consent", found.Offer.Id.ToString(), $"The new price of {one.Name} needs your consent",
                    $"{string.Join(' ', found.Difference.Changes.Select(change => change.Text))} Until you agree, you pay what you agreed to.");
            }

            await AgreeToOffer.TakeAsync(work, installation, found, actor: null, cancellationToken);
            return new InstallationNotice(
                "installation.offer_changed", found.Offer.Id.ToString(), $"{one.Name} has another price",
                $"{string.Join(' ', found.Difference.Changes.Select(change => change.Text))} It holds from the next midnight (UTC) on.");
        },
        cancellationToken);
}
