using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <summary>A meter in a month.</summary>
/// <param name="Term">What it costs. Null for one that is counted before its price holds: it costs nothing yet.</param>
/// <param name="Cents">What it costs below the customer's own cap.</param>
public sealed record MeteredLine(string Meter, BillingTerm? Term, long Quantity, long Units, long UncappedCents, long Cents);

/// <summary>What the usage of one installation in one month costs.</summary>
/// <param name="CapCents">The customer's own cap; null for none.</param>
public sealed record UsageBill(BillingMonth Month, IReadOnlyList<MeteredLine> Lines, long? CapCents)
{
    public long Cents => Lines.Sum(line => line.Cents);

    /// <summary>More usage costs nothing more.</summary>
    public bool IsCapped => CapCents is { } cap && Lines.Sum(line => line.UncappedCents) >= cap;

    /// <summary>How much of the cap is used, in whole percent; 0 without a cap.</summary>
    public int Percent => CapCents is { } cap ? (cap == 0 ? 100 : (int)Int128.Min(100, (Int128)Lines.Sum(line => line.UncappedCents) * 100 / cap)) : 0;

    /// <param name="terms">Of the installation; those of its meters in this month count.</param>
    /// <param name="totals">Units by meter.</param>
    public static UsageBill Of(BillingMonth month, IEnumerable<BillingTerm> terms, IReadOnlyDictionary<string, long> totals, long? capCents)
    {
        var prices = terms
            .Where(term => term.Component == BillingComponent.Meter && term.FromDay < month.End && (term.ToDay is null || term.ToDay > month.First))
            .GroupBy(term => term.Meter, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.MinBy(term => term.FromDay)!, StringComparer.Ordinal);
        var lines = prices.Keys.Concat(totals.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(meter => Line(meter, prices.GetValueOrDefault(meter), totals.GetValueOrDefault(meter)))
            .ToList();
        var capped = Charge.Below(capCents, [.. lines.Select(line => line.UncappedCents)]);
        return new UsageBill(month, [.. lines.Select((line, index) => line with { Cents = capped[index] })], capCents);
    }

    /// <summary>The bill with more units of its month.</summary>
    public UsageBill With(IEnumerable<UsageTotal> added)
    {
        var units = Lines.ToDictionary(line => line.Meter, line => line.Quantity, StringComparer.Ordinal);
        foreach (var total in added)
        {
            units[total.Meter] = units.GetValueOrDefault(total.Meter) + total.Quantity;
        }

        return Of(Month, Lines.Select(line => line.Term).OfType<BillingTerm>(), units, CapCents);
    }

    private static MeteredLine Line(string meter, BillingTerm? term, long quantity)
    {
        if (term is null)
        {
            return new MeteredLine(meter, null, quantity, 0, 0, 0);
        }

        var price = new MeterPrice(term.Micros, term.Included, term.UnitCap);
        var cents = Charge.OfUsage(price, quantity);
        return new MeteredLine(meter, term, quantity, Charge.UnitsOf(price, quantity), cents, cents);
    }

    /// <summary>The bills of installations in a month with everything that was counted so far, late usage included.</summary>
    public static async Task<IReadOnlyDictionary<Guid, UsageBill>> ReadAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken)
    {
        var (first, end, ends) = (month.First, month.End, month.Ends);
        var terms = await db.Set<BillingTerm>().AsNoTracking()
            .Where(term => installations.Contains(term.InstallationId) && term.Component == BillingComponent.Meter)
            .ToListAsync(cancellationToken);
        terms.AddRange(await AtOnceAsync(db, [.. installations.Except(terms.Select(term => term.InstallationId))], month, cancellationToken));
        var totals = await db.Set<UsageTotal>().AsNoTracking()
            .Where(total => installations.Contains(total.InstallationId) && total.Day >= first && total.Day < end)
            .GroupBy(total => new { total.InstallationId, total.Meter })
            .Select(same => new { same.Key.InstallationId, same.Key.Meter, Quantity = same.Sum(total => total.Quantity) })
            .ToListAsync(cancellationToken);
        var caps = await db.Set<UsageCap>().AsNoTracking()
            .Where(cap => installations.Contains(cap.InstallationId) && cap.At < ends)
            .ToListAsync(cancellationToken);
        return installations.ToDictionary(
            installation => installation,
            installation => Of(
                month,
                terms.Where(term => term.InstallationId == installation),
                totals.Where(total => total.InstallationId == installation)
                    .ToDictionary(total => total.Meter, total => total.Quantity, StringComparer.Ordinal),
                caps.Where(cap => cap.InstallationId == installation).MaxBy(cap => cap.At)?.Cents));
    }

    /// <summary>Until the handler has written the terms of a new installation, those of its offer.</summary>
    private static async Task<IReadOnlyList<BillingTerm>> AtOnceAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken)
    {
        if (installations.Count == 0)
        {
            return [];
        }

        var offered = await db.Set<Installation>().AsNoTracking()
            .Where(installation => installations.Contains(installation.Id))
            .Join(db.Set<Offer>(), installation => installation.OfferId, offer => offer.Id, (installation, offer) => new
            {
                installation.Id,
                installation.OrganizationId,
                installation.ExtensionKey,
                OfferId = offer.Id,
                offer.Terms,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. offered.SelectMany(one => AgreedPrice.Of(one.Terms).Select(price => BillingTerm.Of(
                new BilledInstallation(one.Id, one.OrganizationId, one.ExtensionKey), price, month.First, null, one.OfferId, consentId: null))),
        ];
    }
}
