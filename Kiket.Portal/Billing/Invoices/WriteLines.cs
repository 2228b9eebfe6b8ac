using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Terms;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>The lines of an organization's invoice, from what happened: a pure rule, used by the run and by the page of the current month.</summary>
public static class WriteLines
{
    public static IReadOnlyList<LineDraft> For(Guid organization, MonthFacts facts)
    {
        List<LineDraft> lines =
        [
            .. Fees(organization, facts), .. Usage(organization, facts), .. Corrections(organization, facts), .. Hosting(organization, facts),
        ];
        return [.. lines.OrderBy(line => line.Section).ThenBy(line => line.ExtensionId, StringComparer.Ordinal).ThenBy(line => line.Service)];
    }

    /// <summary>Days of one price in one month are summed first, also over two installations, then rounded once.</summary>
    private static IEnumerable<LineDraft> Fees(Guid organization, MonthFacts facts)
    {
        var trials = facts.Trials[organization].ToDictionary(trial => trial.ExtensionKey);
        var billed = new DaysByPrice();
        foreach (var term in facts.Monthly[organization].Where(term => term.Component == BillingComponent.Fee).OrderBy(term => term.FromDay))
        {
            var days = Days(term, facts.Spans[term.InstallationId], facts.Month);
            billed.Add(
                term.ExtensionKey, term, trials.TryGetValue(term.ExtensionKey, out var trial) ? days.Without(trial.FromDay, trial.ToDay) : days);
        }

        return billed.All
            .Select(same => Daily(facts, LineSection.Extensions, same.Term, same.Days, trials.GetValueOrDefault(same.Term.ExtensionKey)))
            .Where(line => line.GrossCents > 0);
    }

    private static IEnumerable<LineDraft> Hosting(Guid organization, MonthFacts facts)
    {
        var billed = new DaysByPrice();
        foreach (var term in facts.Monthly[organization].Where(term => term.Component == BillingComponent.Hosting).OrderBy(term => term.FromDay))
        {
            if (facts.Hosted.TryGetValue(term.InstallationId, out var spans))
            {
                billed.Add(term.InstallationId, term, Days(term, spans, facts.Month));
            }
        }

        return billed.All.Select(same => Daily(facts, LineSection.Hosting, same.Term, same.Days)).Where(line => line.GrossCents > 0);
    }

    private static LineDraft Daily(MonthFacts facts, LineSection section, MonthlyTerm term, MonthDays days, BillingTrial? trial = null)
    {
        var (month, cents) = (facts.Month, Charge.OfDays(term.PriceCents, days.Count, facts.Month));
        var isHosting = section == LineSection.Hosting;
        var publisher = facts.PublisherOf(term.ExtensionKey, month);
        var text = LineText.Days(term.PriceCents, days.Count, month, cents);
        return new LineDraft(
            section,
            isHosting ? $"Tier {term.Name}: {text}" : trial is null ? text : text + LineText.AfterTrial(trial),
            term.ExtensionKey,
            facts.Extensions[term.ExtensionKey].ExtensionId,
            isHosting ? null : publisher,
            month,
            days.Count,
            "day",
            cents,
            isHosting ? [] : Shares.Split(cents, days, facts.PartsOf(publisher, month)));
    }

    private static MonthDays Days(MonthlyTerm term, IEnumerable<ActiveSpan> spans, BillingMonth month)
    {
        var (from, to) = (Max(term.FromDay, month.First), term.ToDay is { } last && last < month.End ? last : month.End);
        return from < to ? MonthDays.Of(spans, month, from, to) : new MonthDays(month, 0);
    }

    private static IEnumerable<LineDraft> Usage(Guid organization, MonthFacts facts) => Metered(organization, facts)
        .SelectMany(installation => Bill(facts, installation, facts.Month, facts.Month).Lines
            .Where(line => line.Cents > 0)
            .Select(line => Line(
                facts, facts.Month, line, line.Quantity, line.Cents,
                Split(facts, installation, line, facts.Month, facts.Month),
                LineText.Usage(line, Cap(facts, installation, facts.Month)))));

    /// <summary>What units that came after their invoice would have added to it: price of all, minus price of those that were on it.</summary>
    private static IEnumerable<LineDraft> Corrections(Guid organization, MonthFacts facts)
    {
        for (var month = facts.Month.Previous; month >= facts.Month.Previous.Previous; month = month.Previous)
        {
            foreach (var installation in Metered(organization, facts).Where(one => HasLate(facts, one, month)))
            {
                var was = Bill(facts, installation, month, facts.Month.Previous).Lines.ToDictionary(line => line.Meter, StringComparer.Ordinal);
                foreach (var now in Bill(facts, installation, month, facts.Month).Lines)
                {
                    var before = was.GetValueOrDefault(now.Meter);
                    if (now.Term is not null && now.Cents > (before?.Cents ?? 0))
                    {
                        yield return Correction(facts, installation, month, now, before);
                    }
                }
            }
        }
    }

    private static LineDraft Correction(MonthFacts facts, Guid installation, BillingMonth month, MeteredLine now, MeteredLine? before)
    {
        var (cents, units) = (now.Cents - (before?.Cents ?? 0), now.Quantity - (before?.Quantity ?? 0));
        var all = Split(facts, installation, now, month, facts.Month);
        var was = before is null ? [] : Split(facts, installation, before, month, facts.Month.Previous);
        var parts = all
            .Select(part => was.FirstOrDefault(other => other.From == part.From) is var old && old.BasisPoints == part.BasisPoints && old.To > old.From
                ? part with { GrossCents = part.GrossCents - old.GrossCents, ShareCents = part.ShareCents - old.ShareCents }
                : part)
            .ToList();
        // Parts that moved against each other can't be told apart by day, so the whole goes by the rate of the later units.
        if (parts.Sum(part => part.GrossCents) != cents)
        {
            var last = all[^1];
            parts = [last with { GrossCents = cents, ShareCents = Shares.Of(cents, last.BasisPoints) }];
        }

        return Line(facts, month, now, units, cents, parts, LineText.Late(now.Term!, month, units, now.Cents, before?.Cents ?? 0));
    }

    private static LineDraft Line(
        MonthFacts facts, BillingMonth month, MeteredLine line, long quantity, long cents, IReadOnlyList<SharePart> shares, string text) => new(
            LineSection.Extensions,
            text,
            line.Term!.ExtensionKey,
            facts.Extensions[line.Term.ExtensionKey].ExtensionId,
            facts.PublisherOf(line.Term.ExtensionKey, month),
            month,
            quantity,
            line.Term.Unit,
            cents,
            shares)
        {
            InstallationId = line.Term.InstallationId,
            Meter = line.Meter,
        };

    private static IReadOnlyList<SharePart> Split(MonthFacts facts, Guid installation, MeteredLine line, BillingMonth month, BillingMonth period)
    {
        var units = facts.Totals[installation]
            .Where(total => total.Meter == line.Meter && month.Contains(total.Day) && total.Period <= period.First)
            .GroupBy(total => total.Day)
            .Select(day => (day.Key, day.Sum(total => total.Quantity)))
            .ToList();
        var publisher = facts.PublisherOf(line.Term!.ExtensionKey, month);
        return Shares.Split(line.Cents, facts.PartsOf(publisher, month), part => Shares.Sum(units, part));
    }

    private static IEnumerable<Guid> Metered(Guid organization, MonthFacts facts) => facts.Meters[organization]
        .Select(term => term.InstallationId)
        .Distinct();

    private static bool HasLate(MonthFacts facts, Guid installation, BillingMonth month) =>
        facts.Totals[installation].Any(total => total.Period == facts.Month.First && month.Contains(total.Day));

    /// <param name="month">In which it was used.</param>
    /// <param name="period">What was on the invoices up to this month's.</param>
    private static UsageBill Bill(MonthFacts facts, Guid installation, BillingMonth month, BillingMonth period) => UsageBill.Of(
        month,
        facts.Installations[installation],
        facts.Totals[installation]
            .Where(total => month.Contains(total.Day) && total.Period <= period.First)
            .GroupBy(total => total.Meter, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Sum(total => total.Quantity), StringComparer.Ordinal),
        Cap(facts, installation, month));

    /// <summary>As it was at the end of the month: a later one doesn't change what was used before.</summary>
    private static long? Cap(MonthFacts facts, Guid installation, BillingMonth month) =>
        facts.Caps[installation].Where(cap => cap.At < month.Ends).MaxBy(cap => cap.At)?.Cents;

    private static DateOnly Max(DateOnly left, DateOnly right) => left > right ? left : right;

    /// <summary>The days of each price, in the order in which the first of them came.</summary>
    private sealed class DaysByPrice
    {
        private readonly Dictionary<(Guid Of, long Cents), int> _places = [];

        public List<(MonthlyTerm Term, MonthDays Days)> All { get; } = [];

        /// <param name="of">What has the price: days of one price of it are one line.</param>
        public void Add(Guid of, MonthlyTerm term, MonthDays days)
        {
            if (days.Count == 0)
            {
                return;
            }

            if (_places.TryGetValue((of, term.PriceCents), out var place))
            {
                All[place] = All[place] with { Days = All[place].Days.And(days) };
            }
            else
            {
                _places[(of, term.PriceCents)] = All.Count;
                All.Add((term, days));
            }
        }
    }
}
