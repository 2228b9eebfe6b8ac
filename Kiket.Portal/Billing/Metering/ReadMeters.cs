using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <summary>An installation that usage is counted for.</summary>
/// <param name="Terms">Its meters' prices.</param>
/// <param name="Current">The meters of the installed release.</param>
public sealed record MeteredInstallation(
    Guid InstallationId,
    long Number,
    Guid OrganizationId,
    DateTimeOffset? InstalledAt,
    DateTimeOffset? UninstalledAt,
    IReadOnlyList<BillingTerm> Terms,
    IReadOnlyList<string> Current)
{
    /// <summary>Why an event isn't counted: a code for programs; null when it is.</summary>
    public string? Problem(string? meter, DateTimeOffset occurredAt)
    {
        if (InstalledAt is not { } installed || occurredAt < installed - UsageTime.MaxAhead || occurredAt > UninstalledAt + UsageTime.MaxAhead)
        {
            return "not_installed";
        }

        var month = BillingMonth.Of(occurredAt);
        return meter is not null
            && (Current.Contains(meter, StringComparer.Ordinal)
                || Terms.Any(term => term.Meter == meter && term.FromDay < month.End && (term.ToDay is null || term.ToDay > month.First)))
            ? null
            : "meter_unknown";
    }
}

/// <summary>Reads the meters of an extension's installations.</summary>
public sealed class ReadMeters
{
    /// <summary>By number. Those of another extension aren't there.</summary>
    public async Task<IReadOnlyDictionary<long, MeteredInstallation>> RunAsync(
        PortalDb db, Guid extensionKey, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        var installations = await db.Set<Installation>().AsNoTracking()
            .Where(installation => installation.ExtensionKey == extensionKey && numbers.Contains(installation.Number))
            .Select(installation => new
            {
                installation.Id,
                installation.Number,
                installation.OrganizationId,
                installation.InstalledAt,
                installation.UninstalledAt,
                installation.OfferId,
            })
            .ToListAsync(cancellationToken);
        var ids = installations.Select(installation => installation.Id).ToList();
        var terms = await db.Set<BillingTerm>().AsNoTracking()
            .Where(term => ids.Contains(term.InstallationId) && term.Component == BillingComponent.Meter)
            .ToListAsync(cancellationToken);
        var offers = installations.Select(installation => installation.OfferId).Distinct().ToList();
        var current = (await db.Set<Offer>().AsNoTracking()
                .Where(offer => offers.Contains(offer.Id))
                .Select(offer => new { offer.Id, offer.Terms })
                .ToListAsync(cancellationToken))
            .ToDictionary(offer => offer.Id, offer => offer.Terms.Pricing.Charged().Meters.Select(meter => meter.Key).ToList());
        return installations.ToDictionary(
            installation => installation.Number,
            installation => new MeteredInstallation(
                installation.Id,
                installation.Number,
                installation.OrganizationId,
                installation.InstalledAt,
                installation.UninstalledAt,
                [.. terms.Where(term => term.InstallationId == installation.Id)],
                current[installation.OfferId]));
    }
}
