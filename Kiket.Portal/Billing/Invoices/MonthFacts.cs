using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>
/// Everything that the invoices of some organizations for a month follow from: what happened until the end of the month, and usage that was
/// received for this invoice. Nothing comes from the clock, so a late run writes what a punctual one would have written.
/// </summary>
public sealed class MonthFacts
{
    public required BillingMonth Month { get; init; }

    /// <summary>The share where nothing else is agreed.</summary>
    public required int UsualBps { get; init; }

    /// <summary>Fees and hosting by organization.</summary>
    public required ILookup<Guid, MonthlyTerm> Monthly { get; init; }

    /// <summary>Meters by organization.</summary>
    public required ILookup<Guid, BillingTerm> Meters { get; init; }

    /// <summary>The same meters by installation.</summary>
    public required ILookup<Guid, BillingTerm> Installations { get; init; }

    /// <summary>When each installation ran, at most until <see cref="Until"/>.</summary>
    public required ILookup<Guid, ActiveSpan> Spans { get; init; }

    /// <summary>The end of the month, or an instant in it to see what it costs so far.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>By organization: days without a fee.</summary>
    public required ILookup<Guid, BillingTrial> Trials { get; init; }

    public required ILookup<Guid, UsageTotal> Totals { get; init; }

    public required ILookup<Guid, UsageCap> Caps { get; init; }

    public required IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>> Hosted { get; init; }

    public required ILookup<Guid, AgreedRate> Rates { get; init; }

    public required ILookup<Guid, BillingPublisher> Moves { get; init; }

    public required IReadOnlyDictionary<Guid, (string ExtensionId, Guid Publisher)> Extensions { get; init; }

    private readonly Dictionary<(Guid Publisher, BillingMonth Month), IReadOnlyList<SharePart>> _parts = [];

    /// <summary>A month, cut where the publisher's rate changes.</summary>
    public IReadOnlyList<SharePart> PartsOf(Guid publisher, BillingMonth month)
    {
        if (!_parts.TryGetValue((publisher, month), out var parts))
        {
            _parts[(publisher, month)] = parts = Shares.Parts(month, [.. Rates[publisher]], UsualBps);
        }

        return parts;
    }

    /// <summary>Who gets the month's share of an extension.</summary>
    public Guid PublisherOf(Guid extension, BillingMonth month) =>
        Moves[extension].Where(move => move.FromDay <= month.First).MaxBy(move => move.FromDay)?.OrganizationId ?? Extensions[extension].Publisher;

    public static async Task<MonthFacts> ReadAsync(
        PortalDb db,
        IReadOnlyCollection<Guid> organizations,
        BillingMonth month,
        IHostingPeriods hosting,
        int usualBps,
        CancellationToken cancellationToken,
        DateTimeOffset? until = null)
    {
        var (first, end, begins, ends) = (month.First, month.End, month.Begins, until ?? month.Ends);
        var ids = organizations.ToList();
        var terms = db.Set<BillingTerm>().AsNoTracking().Where(term => EF.Parameter(ids).Contains(term.OrganizationId) && term.FromDay < end);
        // Only the columns that count, because these are nearly all rows that a run reads.
        var monthly = await terms
            .Where(term => term.Component != BillingComponent.Meter)
            .Select(term => new MonthlyTerm(
                term.OrganizationId, term.InstallationId, term.ExtensionKey, term.Component, term.Name, term.PriceCents, term.FromDay, term.ToDay))
            .ToListAsync(cancellationToken);
        var meters = await terms.Where(term => term.Component == BillingComponent.Meter).ToListAsync(cancellationToken);
        var spans = await db.Set<BillingSpan>()
            .Where(span => EF.Parameter(ids).Contains(span.OrganizationId) && span.From < ends && (span.To == null || span.To > begins))
            .Select(span => new { span.InstallationId, span.From, span.To })
            .ToListAsync(cancellationToken);
        var trials = await db.Set<BillingTrial>().AsNoTracking()
            .Where(trial => EF.Parameter(ids).Contains(trial.OrganizationId) && trial.FromDay < end && trial.ToDay > first)
            .ToListAsync(cancellationToken);
        // For a correction, what was on earlier invoices counts as well.
        var earliest = first.AddMonths(-2);
        var totals = await db.Set<UsageTotal>().AsNoTracking()
            .Where(total => EF.Parameter(ids).Contains(total.OrganizationId) && total.Period <= first && total.Day >= earliest)
            .ToListAsync(cancellationToken);
        var metered = totals.Select(total => total.InstallationId).Distinct().ToList();
        var caps = await db.Set<UsageCap>().AsNoTracking()
            .Where(cap => EF.Parameter(metered).Contains(cap.InstallationId) && cap.At < ends)
            .ToListAsync(cancellationToken);
        var hosted = monthly.Where(term => term.Component == BillingComponent.Hosting).Select(term => term.InstallationId).Distinct().ToList();
        var extensions = monthly.Select(term => term.ExtensionKey).Concat(meters.Select(term => term.ExtensionKey)).Distinct().ToList();
        var known = await db.Set<Extension>().AsNoTracking()
            .Where(extension => extensions.Contains(extension.Id))
            .Select(extension => new { extension.Id, extension.ExtensionId, extension.OrganizationId })
            .ToListAsync(cancellationToken);
        var moves = await db.Set<BillingPublisher>().AsNoTracking()
            .Where(move => extensions.Contains(move.ExtensionKey)).ToListAsync(cancellationToken);
        var publishers = known.Select(extension => extension.OrganizationId).Concat(moves.Select(move => move.OrganizationId)).Distinct().ToList();
        var rates = await db.Set<ShareAgreement>().AsNoTracking()
            .Where(agreement => publishers.Contains(agreement.OrganizationId)).OrderBy(agreement => agreement.FromDay).ToListAsync(cancellationToken);
        return new MonthFacts
        {
            Month = month,
            UsualBps = usualBps,
            Monthly = monthly.ToLookup(term => term.OrganizationId),
            Meters = meters.ToLookup(term => term.OrganizationId),
            Installations = meters.ToLookup(term => term.InstallationId),
            Spans = spans.ToLookup(
                span => span.InstallationId, span => new ActiveSpan(span.From, span.To is { } to && to < ends ? to : ends)),
            Until = ends,
            Trials = trials.ToLookup(trial => trial.OrganizationId),
            Totals = totals.ToLookup(total => total.InstallationId),
            Caps = caps.ToLookup(cap => cap.InstallationId),
            Hosted = hosted.Count == 0 ? new Dictionary<Guid, IReadOnlyList<ActiveSpan>>() : await hosting.ReadAsync(db, hosted, month, cancellationToken),
            Rates = rates.ToLookup(
                agreement => agreement.OrganizationId, agreement => new AgreedRate(agreement.FromDay, agreement.ToDay, agreement.BasisPoints)),
            Moves = moves.ToLookup(move => move.ExtensionKey),
            Extensions = known.ToDictionary(extension => extension.Id, extension => (extension.ExtensionId, extension.OrganizationId)),
        };
    }
}

/// <summary>What an installation's fee or hosting costs a month, as <see cref="BillingTerm"/> has it.</summary>
/// <param name="Name">The tier's; empty for the fee.</param>
public readonly record struct MonthlyTerm(
    Guid OrganizationId,
    Guid InstallationId,
    Guid ExtensionKey,
    BillingComponent Component,
    string Name,
    long PriceCents,
    DateOnly FromDay,
    DateOnly? ToDay);
