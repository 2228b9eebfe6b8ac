using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <summary>An installation that usage is counted for.</summary>
/// <param name="Terms">Its meters' prices.</param>
/// <param name="Current">The meters of the installed release; read only where an event of the batch needs them.</param>
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

        return meter is not null && (Current.Contains(meter, StringComparer.Ordinal) || HasPrice(meter, occurredAt)) ? null : "meter_unknown";
    }

    /// <summary>The meter's price is agreed for the month.</summary>
    public bool HasPrice(string meter, DateTimeOffset occurredAt)
    {
        var month = BillingMonth.Of(occurredAt);
        return Terms.Any(term => term.Meter == meter && term.FromDay < month.End && (term.ToDay is null || term.ToDay > month.First));
    }
}

/// <summary>Reads the meters of an extension's installations.</summary>
public sealed class ReadMeters
{
    /// <summary>The installations of a batch by number. Those of another extension, and of another publisher's, aren't there.</summary>
    /// <param name="publisher">The organization that the caller may send usage for.</param>
    public async Task<IReadOnlyDictionary<long, MeteredInstallation>> RunAsync(
        PortalDb db, Guid publisher, MeteredExtension target, IReadOnlyList<SentUsage> events, CancellationToken cancellationToken)
    {
        var (numbers, id) = (events.Select(sent => sent.Installation).OfType<long>().Distinct().ToList(), Extension.Normalize(target.ExtensionId));
        // One query, because each costs more than the rows of a batch.
        var installations = await (
            from installation in db.Set<Installation>().AsNoTracking()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where EF.Parameter(numbers).Contains(installation.Number)
                && extension.Registry == target.Registry && extension.NormalizedId == id && extension.OrganizationId == publisher
            select new
            {
                installation.Id,
                installation.Number,
                installation.OrganizationId,
                installation.InstalledAt,
                installation.UninstalledAt,
                installation.OfferId,
                Terms = db.Set<BillingTerm>()
                    .Where(term => term.InstallationId == installation.Id && term.Component == BillingComponent.Meter).ToList(),
            }).ToListAsync(cancellationToken);
        var priced = installations.ToDictionary(
            installation => installation.Number,
            installation => new MeteredInstallation(
                installation.Id,
                installation.Number,
                installation.OrganizationId,
                installation.InstalledAt,
                installation.UninstalledAt,
                installation.Terms,
                []));
        // Until the handler has written the terms of what was installed or upgraded just now, and for what no release has.
        var unpriced = events
            .Where(sent => sent is { Installation: { } number, Meter: { } meter, OccurredAt: { } at }
                && priced.TryGetValue(number, out var installation) && !installation.HasPrice(meter, at))
            .Select(sent => sent.Installation!.Value)
            .ToHashSet();
        if (unpriced.Count == 0)
        {
            return priced;
        }

        var offers = installations.Where(installation => unpriced.Contains(installation.Number)).ToDictionary(one => one.Number, one => one.OfferId);
        var current = await CurrentAsync(db, [.. offers.Values.Distinct()], cancellationToken);
        return priced.ToDictionary(
            pair => pair.Key,
            pair => offers.TryGetValue(pair.Key, out var offer) ? pair.Value with { Current = current[offer] } : pair.Value);
    }

    /// <summary>The meters of each offer.</summary>
    private static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<string>>> CurrentAsync(
        PortalDb db, IReadOnlyList<Guid> offers, CancellationToken cancellationToken) =>
        (await db.Set<Offer>().AsNoTracking()
            .Where(offer => offers.Contains(offer.Id))
            .Select(offer => new { offer.Id, offer.Terms })
            .ToListAsync(cancellationToken))
        .ToDictionary(offer => offer.Id, offer => (IReadOnlyList<string>)[.. offer.Terms.Pricing.Charged().Meters.Select(meter => meter.Key)]);
}
