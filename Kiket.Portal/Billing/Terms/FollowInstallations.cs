using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Terms;

/// <summary>
/// Writes what an organization pays for and since when, from the events of its installations. Each row is dated by the event, so a handler that
/// runs late or twice writes the same rows.
/// </summary>
public sealed class FollowInstallations(UnitOfWork unit) :
    IEventHandler<InstallationInstalled>, IEventHandler<InstallationUpgraded>, IEventHandler<InstallationRolledBack>,
    IEventHandler<InstallationOfferChanged>, IEventHandler<InstallationSuspended>, IEventHandler<InstallationResumed>,
    IEventHandler<InstallationUninstalled>, IEventHandler<ExtensionMoved>
{
    /// <summary>A month is only invoiced once everything that happened in it is written.</summary>
    public const string HandlerName = "billing";

    public const string Uninstalled = "uninstalled";
    public const string Unpaid = "unpaid";

    public async Task RunAsync(InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var installation = new BilledInstallation(happened.InstallationId, happened.OrganizationId, happened.ExtensionKey);
        var done = await unit.RunAsync(
            async work =>
            {
                if (await work.Db.Set<BillingSpan>().AnyAsync(span => span.InstallationId == installation.InstallationId, cancellationToken))
                {
                    return Result.Success();
                }

                work.Db.Add(BillingSpan.Begin(installation, at));
                await BeginAsync(work.Db, installation, happened.OfferId, at, cancellationToken);
                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    public Task RunAsync(InstallationUpgraded happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(new BilledInstallation(happened.InstallationId, happened.OrganizationId, happened.ExtensionKey), happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationRolledBack happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(new BilledInstallation(happened.InstallationId, happened.OrganizationId, happened.ExtensionKey), happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationOfferChanged happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(new BilledInstallation(happened.InstallationId, happened.OrganizationId, happened.ExtensionKey), happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationUninstalled happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        EndAsync(happened.InstallationId, at, Uninstalled, cancellationToken);

    public Task RunAsync(InstallationSuspended happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        EndAsync(happened.InstallationId, at, Unpaid, cancellationToken);

    /// <summary>Another span, with the terms that it had.</summary>
    public async Task RunAsync(InstallationResumed happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var installation = new BilledInstallation(happened.InstallationId, happened.OrganizationId, happened.ExtensionKey);
        var done = await unit.RunAsync(
            async work =>
            {
                // Also when this comes after the event that ended the new span.
                if (!await work.Db.Set<BillingSpan>().AnyAsync(
                    span => span.InstallationId == installation.InstallationId && (span.From == at || span.To == null), cancellationToken))
                {
                    work.Db.Add(BillingSpan.Begin(installation, at));
                }

                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    private async Task EndAsync(Guid installationId, DateTimeOffset at, string reason, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                var running = await work.Db.Set<BillingSpan>()
                    .SingleOrDefaultAsync(span => span.InstallationId == installationId && span.To == null && span.From <= at, cancellationToken);
                running?.End(at, reason);
                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    /// <summary>Another publisher has the months from the next one on.</summary>
    public async Task RunAsync(ExtensionMoved happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (happened.FromOrganizationId == happened.OrganizationId)
        {
            return;
        }

        var from = BillingMonth.Of(at).Next.First;
        var done = await unit.RunAsync(
            async work =>
            {
                var known = await work.Db.Set<BillingPublisher>()
                    .Where(publisher => publisher.ExtensionKey == happened.ExtensionKey).ToListAsync(cancellationToken);
                if (known.Count == 0)
                {
                    work.Db.Add(BillingPublisher.Of(happened.ExtensionKey, DateOnly.MinValue, happened.FromOrganizationId));
                }

                if (known.Find(publisher => publisher.FromDay == from) is { } same)
                {
                    same.Become(happened.OrganizationId);
                }
                else
                {
                    work.Db.Add(BillingPublisher.Of(happened.ExtensionKey, from, happened.OrganizationId));
                }

                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    /// <summary>
    /// The terms of a new installation. After one that was uninstalled on the same day, that day is still the earlier one's; meters keep its
    /// prices until the next first.
    /// </summary>
    private static async Task BeginAsync(
        PortalDb db, BilledInstallation installation, Guid offerId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (day, month) = (BillingMonth.DayOf(at), BillingMonth.Of(at));
        var midnight = BillingMonth.Midnight(day);
        var wasThere = await db.Set<BillingSpan>().AnyAsync(
            span => span.OrganizationId == installation.OrganizationId && span.ExtensionKey == installation.ExtensionKey
                && span.InstallationId != installation.InstallationId && (span.To == null || span.To > midnight),
            cancellationToken);
        var earlier = await db.Set<BillingTerm>().AsNoTracking()
            .Where(term => term.OrganizationId == installation.OrganizationId && term.ExtensionKey == installation.ExtensionKey
                && term.InstallationId != installation.InstallationId && term.Component == BillingComponent.Meter
                && term.FromDay < month.End && (term.ToDay == null || term.ToDay > month.First))
            .OrderBy(term => term.FromDay)
            .ToListAsync(cancellationToken);
        var used = await UsedThisMonthAsync(db, earlier, month, cancellationToken);
        var consent = await ConsentAsync(db, installation.InstallationId, offerId, at, cancellationToken);
        var terms = await TermsAsync(db, offerId, cancellationToken);
        await BeginTrialAsync(db, installation, offerId, terms.Pricing.Charged().TrialDays, at, cancellationToken);
        foreach (var price in AgreedPrice.Of(terms))
        {
            var from = price.Component == BillingComponent.Fee && wasThere ? day.AddDays(1) : day;
            if (used.Find(term => term.Meter == price.Meter) is { } was && price.Component == BillingComponent.Meter && was.Price != price)
            {
                db.Add(BillingTerm.Of(installation, was.Price, day, month.End, was.OfferId, was.ConsentId));
                from = month.End;
            }

            db.Add(BillingTerm.Of(installation, price, from, null, offerId, consent));
        }
    }

    /// <summary>Only with the first installation: a trial that began goes on after a reinstall, and one that ended stays ended.</summary>
    private static async Task BeginTrialAsync(
        PortalDb db, BilledInstallation installation, Guid offerId, int days, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (days > 0 && !await TrialQueries.WasInstalledAsync(db, installation.OrganizationId, installation.ExtensionKey, at, cancellationToken))
        {
            db.Add(BillingTrial.Of(installation, offerId, BillingMonth.DayOf(at), days));
        }
    }

    /// <summary>Terms of installations that ran this month.</summary>
    private static async Task<List<BillingTerm>> UsedThisMonthAsync(
        PortalDb db, List<BillingTerm> terms, BillingMonth month, CancellationToken cancellationToken)
    {
        var installations = terms.Select(term => term.InstallationId).Distinct().ToList();
        var begins = month.Begins;
        var ran = await db.Set<BillingSpan>()
            .Where(span => installations.Contains(span.InstallationId) && (span.To == null || span.To > begins))
            .Select(span => span.InstallationId)
            .ToListAsync(cancellationToken);
        return [.. terms.Where(term => ran.Contains(term.InstallationId))];
    }

    /// <summary>Other terms hold from the next UTC midnight, and other prices of meters from the next first.</summary>
    private async Task ChangeAsync(BilledInstallation installation, Guid offerId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (tomorrow, first) = (BillingMonth.DayOf(at).AddDays(1), BillingMonth.Of(at).Next.First);
        var done = await unit.RunAsync(
            async work =>
            {
                var known = await work.Db.Set<BillingTerm>()
                    .Where(term => term.InstallationId == installation.InstallationId).ToListAsync(cancellationToken);
                var prices = AgreedPrice.Of(await TermsAsync(work.Db, offerId, cancellationToken));
                var consent = await ConsentAsync(work.Db, installation.InstallationId, offerId, at, cancellationToken);
                foreach (var (component, meter) in known.Select(term => (term.Component, term.Meter))
                    .Concat(prices.Select(price => (price.Component, price.Meter))).Distinct())
                {
                    var from = component == BillingComponent.Meter ? first : tomorrow;
                    var price = prices.FirstOrDefault(one => one.Component == component && one.Meter == meter);
                    await ReplaceAsync(
                        work.Db, [.. known.Where(term => term.Component == component && term.Meter == meter)], price, from, cancellationToken,
                        added => BillingTerm.Of(installation, added, from, null, offerId, consent));
                }

                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }

    /// <summary>What would begin on this day or later gives way, and what holds ends before it, unless it costs the same.</summary>
    private static async Task ReplaceAsync(
        PortalDb db,
        IReadOnlyList<BillingTerm> known,
        AgreedPrice? price,
        DateOnly from,
        CancellationToken cancellationToken,
        Func<AgreedPrice, BillingTerm> add)
    {
        if (known is [.., _] && known.Any(term => term.FromDay >= from && term.ToDay is null && term.Price == price))
        {
            return;
        }

        var later = known.Where(term => term.FromDay >= from).ToList();
        if (later.Count > 0)
        {
            db.RemoveRange(later);
            // The index knows one price for each day, so these must be gone first.
            await db.SaveChangesAsync(cancellationToken);
        }

        if (known.Where(term => term.FromDay < from && (term.ToDay is null || term.ToDay >= from)).MaxBy(term => term.FromDay) is { } holds)
        {
            holds.EndAt(holds.Price == price ? null : from);
            if (holds.Price == price)
            {
                return;
            }
        }

        if (price is not null)
        {
            db.Add(add(price));
        }
    }

    private static Task<OfferTerms> TermsAsync(PortalDb db, Guid offerId, CancellationToken cancellationToken) =>
        db.Set<Offer>().Where(offer => offer.Id == offerId).Select(offer => offer.Terms).SingleAsync(cancellationToken);

    private static Task<Guid?> ConsentAsync(PortalDb db, Guid installationId, Guid offerId, DateTimeOffset at, CancellationToken cancellationToken) =>
        db.Set<InstallationConsent>()
            .Where(consent => consent.InstallationId == installationId && consent.OfferId == offerId && consent.At <= at)
            .OrderByDescending(consent => consent.At)
            .Select(consent => (Guid?)consent.Id)
            .FirstOrDefaultAsync(cancellationToken);
}
