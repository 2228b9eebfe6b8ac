using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>Who runs an extension and what customers pay.</summary>
internal static class CostChanges
{
    private const decimal MicrosPerUnit = 1_000_000m;

    public static IEnumerable<ReleaseChange> Between(OfferTerms? before, OfferTerms after) =>
        [
            .. Hosted(before?.Hosting, after.Hosting), .. Fee(before?.Pricing, after.Pricing), .. Trial(before?.Pricing, after.Pricing),
            .. Meters(before?.Pricing, after.Pricing),
        ];

    private static IEnumerable<ReleaseChange> Hosted(OfferedHosting? before, OfferedHosting after)
    {
        if (!after.Managed && before is not { Managed: true })
        {
            yield break;
        }

        if (before is not { Managed: true })
        {
            var text = $"Is {(before is null ? "" : "now ")}hosted by Kiket on the {after.Tier} tier, which costs customers {after.Cost} a month.";
            yield return Hosting(ChangeKind.Added, text, true, after);
        }
        else if (!after.Managed)
        {
            var text = $"Is no longer hosted by Kiket: the publisher runs it, and customers save {before.Cost} a month.";
            yield return Hosting(ChangeKind.Removed, text, true, before);
        }
        else if (before.Tier != after.Tier || before.MonthlyCents != after.MonthlyCents)
        {
            var cost = MoreOrLess(before.MonthlyCents, after.MonthlyCents, "USD");
            var text = before.Tier == after.Tier
                ? $"Stays on the {after.Tier} tier, which {cost}."
                : $"Moves from the {before.Tier} to the {after.Tier} tier: {cost} for hosting.";
            yield return Hosting(ChangeKind.Changed, text, after.MonthlyCents > before.MonthlyCents, after);
        }
    }

    private static ReleaseChange Hosting(ChangeKind kind, string text, bool widens, OfferedHosting hosting) =>
        new(ChangeArea.Hosting, kind, text, widens, hosting.Tier);

    private static IEnumerable<ReleaseChange> Fee(Pricing? before, Pricing after)
    {
        var was = before?.Model ?? PriceModel.Free;
        if (was != after.Model)
        {
            var text = (was, after.Model) switch
            {
                (PriceModel.Free, PriceModel.Flat) => before is null
                    ? $"Costs customers {after.Price} a month."
                    : $"Was free and now costs customers {after.Price} a month.",
                (PriceModel.Free, _) => before is null ? "Is billed by usage." : "Was free and is now billed by usage.",
                (_, PriceModel.Free) => "Is free now.",
                (_, PriceModel.Flat) => $"Costs customers {after.Price} a month instead of being billed by usage.",
                _ => $"Is billed by usage instead of costing {before!.Price} a month.",
            };
            yield return new(ChangeArea.Price, before is null ? ChangeKind.Added : ChangeKind.Changed, text, Widens: after.Model != PriceModel.Free);
        }
        else if (before is not null && after.Model == PriceModel.Flat && (before.PriceCents != after.PriceCents || before.Currency != after.Currency))
        {
            var text = before.Currency == after.Currency
                ? $"{Capital(MoreOrLess(before.PriceCents, after.PriceCents, after.Currency))}: {after.Price} instead of {before.Price}."
                : $"Costs {after.Price} a month instead of {before.Price}.";
            yield return new(ChangeArea.Price, ChangeKind.Changed, text, Widens: before.Currency != after.Currency || after.PriceCents > before.PriceCents);
        }
    }

    /// <summary>Nobody agrees to it again: a trial is for who installs it, and one that runs stays as it was promised.</summary>
    private static IEnumerable<ReleaseChange> Trial(Pricing? before, Pricing after)
    {
        var (was, now) = (before?.Charged().TrialDays ?? 0, after.Charged().TrialDays);
        if (was != now)
        {
            var text = now == 0
                ? "New customers get no free trial any more."
                : $"{TrialPromise.Of(after)} for new customers{(was > 0 ? $" instead of {was}" : "")}.";
            yield return new(
                ChangeArea.Price, was == 0 ? ChangeKind.Added : now == 0 ? ChangeKind.Removed : ChangeKind.Changed, text, Widens: false, "trial");
        }
    }

    private static IEnumerable<ReleaseChange> Meters(Pricing? before, Pricing after)
    {
        var old = ByKey(before);
        var now = ByKey(after);
        foreach (var (key, meter) in now)
        {
            if (!old.TryGetValue(key, out var was))
            {
                var price = $"{Price(meter, after.Currency)} for each {meter.Unit}{Included(meter)}{Capped(meter)}";
                yield return Metered(ChangeKind.Added, $"Counts {Lowered(meter)}: {price}.", true, meter);
                continue;
            }

            foreach (var change in Changes(was, meter, after.Currency))
            {
                yield return change;
            }
        }

        foreach (var (_, meter) in old.Where(meter => !now.ContainsKey(meter.Key)))
        {
            yield return Metered(ChangeKind.Removed, $"No longer counts {Lowered(meter)}.", false, meter);
        }
    }

    /// <summary>Every change separately, because a lower price must not hide that less is included.</summary>
    private static IEnumerable<ReleaseChange> Changes(Meter before, Meter after, string currency)
    {
        if (before.Unit != after.Unit)
        {
            yield return Metered(ChangeKind.Changed, $"Counts {Lowered(after)} by {after.Unit} instead of by {before.Unit}.", true, after);
        }

        if (before.UnitPriceMicros != after.UnitPriceMicros)
        {
            var text = $"Each {after.Unit} costs {Price(after, currency)} instead of {Price(before, currency)}.";
            yield return Metered(ChangeKind.Changed, text, after.UnitPriceMicros > before.UnitPriceMicros, after);
        }

        if (before.Included != after.Included)
        {
            var text = $"{Units(after.Included)} instead of {Units(before.Included)} units of {Lowered(after)} are included.";
            yield return Metered(ChangeKind.Changed, text, after.Included < before.Included, after);
        }

        if (before.Cap != after.Cap)
        {
            var text = after.Cap is { } cap
                ? $"Charges at most {Units(cap)} units of {Lowered(after)} a month{(before.Cap is { } old ? $" instead of {Units(old)}" : "")}."
                : $"Charges every unit of {Lowered(after)}: there is no cap any more.";
            yield return Metered(ChangeKind.Changed, text, (after.Cap ?? long.MaxValue) > (before.Cap ?? long.MaxValue), after);
        }
    }

    private static ReleaseChange Metered(ChangeKind kind, string text, bool widens, Meter meter) =>
        new(ChangeArea.Price, kind, text, widens, meter.Key);

    private static Dictionary<string, Meter> ByKey(Pricing? pricing) =>
        pricing is { Model: PriceModel.UsageBased }
            ? pricing.Meters.DistinctBy(meter => meter.Key).ToDictionary(meter => meter.Key, StringComparer.Ordinal)
            : [];

    private static string Price(Meter meter, string currency) => currency == "USD"
        ? (meter.UnitPriceMicros / MicrosPerUnit).ToString("$#,0.00####", CultureInfo.InvariantCulture)
        : (meter.UnitPriceMicros / MicrosPerUnit).ToString("#,0.00####", CultureInfo.InvariantCulture) + " " + currency;

    private static string Included(Meter meter) => meter.Included > 0 ? $", {Units(meter.Included)} included" : "";

    private static string Capped(Meter meter) => meter.Cap is { } cap ? $", at most {Units(cap)} charged a month" : "";

    private static string Units(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Lowered(Meter meter) => meter.Name.ToLowerInvariant();

    private static string MoreOrLess(long before, long after, string currency) => after == before
        ? "costs customers the same"
        : $"costs customers {new Money(Math.Abs(after - before), currency)} {(after > before ? "more" : "less")} a month";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
