using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>The current offer of the installed release beside the one that the customer agreed to.</summary>
public sealed record NewOffer(OfferTerms Before, Offer Offer, ConsentDocument Difference, bool NeedsConsent);

/// <summary>
/// A customer agrees to another offer of the release that it runs: nothing is installed, only the price changes, from the next midnight on. Until
/// then, and without it, the installation keeps its offer.
/// </summary>
public sealed class AgreeToOffer(UnitOfWork unit, IDbContextFactory<PortalDb> databases, InstallationTopic topic)
{
    /// <returns>Null when the customer agreed to what is offered now, or to something that reads the same.</returns>
    /// <param name="number">Of an installation whose membership the caller has checked.</param>
    public async Task<NewOffer?> FindAsync(long number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var installation = await db.Set<Installation>().AsNoTracking().SingleAsync(one => one.Number == number, cancellationToken);
        return installation.State is InstallationState.Active or InstallationState.Suspended ? await FindAsync(db, installation, cancellationToken) : null;
    }

    /// <summary>Twice is once.</summary>
    /// <param name="consent">The hash of the difference that was shown.</param>
    public Task<Result> RunAsync(long number, string consent, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var opened = await InstallationAccess.OpenAsync(work.Db, number, organizationId: null, actor, OrganizationRole.Admin, cancellationToken);
            if (!opened.TryGet(out var installation, out var error))
            {
                return error;
            }

            if (await FindAsync(work.Db, installation, cancellationToken) is not { } found)
            {
                work.Discard();
                return Result.Success();
            }

            if (installation.State is not (InstallationState.Active or InstallationState.Suspended))
            {
                return Error.Conflict("installation_busy", "It is being installed, upgraded or uninstalled. Try again in a moment.");
            }

            if (!found.Difference.IsAgreed(consent))
            {
                return Error.Conflict("consent_stale", "The price changed again since you opened this page. Reload it, then agree to what it shows.");
            }

            work.Db.Add(InstallationConsent.Of(installation.Id, found.Difference, actor, work.Now));
            await TakeAsync(work, installation, found, actor, cancellationToken);
            work.Refresh(() => topic.PublishAsync(installation));
            return Result.Success();
        },
        cancellationToken);

    internal static async Task<NewOffer?> FindAsync(PortalDb db, Installation installation, CancellationToken cancellationToken)
    {
        var current = await OfferQueries.CurrentAsync(db, installation.ReleaseId, cancellationToken);
        if (current.Id == installation.OfferId)
        {
            return null;
        }

        var agreed = await db.Set<Offer>().AsNoTracking().SingleAsync(offer => offer.Id == installation.OfferId, cancellationToken);
        var (version, id) = (
            await db.Set<Releases.Release>().Where(release => release.Id == installation.ReleaseId).Select(release => release.Version)
                .SingleAsync(cancellationToken),
            await db.Set<Extensions.Extension>().Where(extension => extension.Id == installation.ExtensionKey).Select(extension => extension.ExtensionId)
                .SingleAsync(cancellationToken));
        var difference = ConsentDocument.Of(id, new SidedOffer(version, agreed), new SidedOffer(version, current));
        // Another support address is nothing to agree to.
        return difference.Changes.Count == 0
            ? null
            : new NewOffer(agreed.Terms, current, difference, ConsentRule.NeedsConsent(agreed.Terms, current.Terms));
    }

    /// <param name="actor">Null when it costs nobody more, so that it needs nobody's consent.</param>
    internal static async Task TakeAsync(Work work, Installation installation, NewOffer found, Actor? actor, CancellationToken cancellationToken)
    {
        installation.TakeOffer(found.Offer.Id);
        var id = await work.Db.Set<Extensions.Extension>()
            .Where(extension => extension.Id == installation.ExtensionKey).Select(extension => extension.ExtensionId).SingleAsync(cancellationToken);
        work.Audit(
            actor, "installation.offer_changed", new AuditSubject("installation", id), installation.OrganizationId,
            before: new { monthly = found.Difference.MonthlyBefore?.ToString() },
            after: new { monthly = found.Difference.MonthlyAfter.ToString(), consent = actor is null ? null : found.Difference.Hash });
        work.Raise(new InstallationOfferChanged(installation.Id, installation.OrganizationId, installation.ExtensionKey, found.Offer.Id));
    }
}
