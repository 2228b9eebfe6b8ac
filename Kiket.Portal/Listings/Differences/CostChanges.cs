using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tiers;
using Pricing = Kiket.Portal.Releases.Offers.Pricing;

namespace Kiket.Portal.Listings.Differences;

/// <summary>Who runs an extension and what customers pay.</summary>
internal static class CostChanges
{
    private const decimal MicrosPerUnit = 1_000_000m;

    public static IEnumerable<ReleaseChange> Between(ReleaseSide? before, ReleaseSide after) =>
        [.. Hosted(before?.Manifest, after.Manifest), .. Fee(before?.Details.Pricing, after.Details.Pricing), .. Meters(before?.Details.Pricing, after.Details.Pricing)];

    /// <summary>What customers pay Kiket per month to run it; zero when the publisher does.</summary>
    public static Money HostingCost(Manifest? manifest) =>
        manifest?.Hosting is { Managed: true, Tier: { } tier } ? HostingTiers.Find(tier)?.MonthlyPrice ?? Money.Zero : Money.Zero;

    private static IEnumerable<ReleaseChange> Hosted(Manifest? before, Manifest after)
    {
        var (wasManaged, isManaged) = (before?.Hosting is { Managed: true }, after.Hosting is { Managed: true });
        var (old, now) = (HostingCost(before), HostingCost(after));
        if (isManaged && !wasManaged)
        {
            yield return new(ChangeArea.Hosting, ChangeKind.Added, $"Is {(before is null ? "" : "now ")}hosted by Kiket on the {after.Hosting!.Tier} tier, which costs customers {now} a month.", Widens: true, after.Hosting.Tier);
        }
        else if (wasManaged && !isManaged)
        {
            yield return new(ChangeArea.Hosting, ChangeKind.Removed, $"Is no longer hosted by Kiket: the publisher runs it, and customers save {old} a month.", Widens: true, before!.Hosting!.Tier);
        }
        else if (isManaged && before!.Hosting!.Tier != after.Hosting!.Tier)
        {
            yield return new(ChangeArea.Hosting, ChangeKind.Changed, $"Moves from the {before.Hosting.Tier} to the {after.Hosting.Tier} tier: {MoreOrLess(old.Cents, now.Cents, "USD")} for hosting.", Widens: now.Cents > old.Cents, after.Hosting.Tier);
        }
    }

    private static IEnumerable<ReleaseChange> Fee(Pricing? before, Pricing after)
    {
        var was = before?.Model ?? PriceModel.Free;
        if (was != after.Model)
        {
            var text = (was, after.Model) switch
            {
                (PriceModel.Free, PriceModel.Flat) => before is null ? $"Costs customers {after.Price} a month." : $"Was free and now costs customers {after.Price} a month.",
                (PriceModel.Free, _) => before is null ? "Is paid by usage." : "Was free and is now paid by usage.",
                (_, PriceModel.Free) => "Is free now.",
                (_, PriceModel.Flat) => $"Costs customers {after.Price} a month instead of a price by usage.",
                _ => $"Is paid by usage instead of {before!.Price} a month.",
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

    private static IEnumerable<ReleaseChange> Meters(Pricing? before, Pricing after)
    {
        var old = ByKey(before);
        var now = ByKey(after);
        foreach (var (key, meter) in now)
        {
            var price = Price(meter, after.Currency);
            if (!old.TryGetValue(key, out var was))
            {
                yield return new(ChangeArea.Price, ChangeKind.Added, $"Counts {meter.Name.ToLowerInvariant()}: {price} for each {meter.Unit}{Included(meter)}.", Widens: true, key);
            }
            else if (was.UnitPriceMicros != meter.UnitPriceMicros)
            {
                yield return new(ChangeArea.Price, ChangeKind.Changed, $"Each {meter.Unit} costs {price} instead of {Price(was, after.Currency)}.", Widens: meter.UnitPriceMicros > was.UnitPriceMicros, key);
            }
            else if (was.Included != meter.Included)
            {
                yield return new(ChangeArea.Price, ChangeKind.Changed, string.Create(CultureInfo.InvariantCulture, $"{meter.Included:N0} instead of {was.Included:N0} units of {meter.Name.ToLowerInvariant()} are included."), Widens: meter.Included < was.Included, key);
            }
        }

        foreach (var (key, meter) in old.Where(meter => !now.ContainsKey(meter.Key)))
        {
            yield return new(ChangeArea.Price, ChangeKind.Removed, $"No longer counts {meter.Name.ToLowerInvariant()}.", Key: key);
        }
    }

    private static Dictionary<string, Meter> ByKey(Pricing? pricing) =>
        pricing is { Model: PriceModel.UsageBased } ? pricing.Meters.DistinctBy(meter => meter.Key).ToDictionary(meter => meter.Key, StringComparer.Ordinal) : [];

    private static string Price(Meter meter, string currency) => currency == "USD"
        ? (meter.UnitPriceMicros / MicrosPerUnit).ToString("$#,0.00####", CultureInfo.InvariantCulture)
        : (meter.UnitPriceMicros / MicrosPerUnit).ToString("#,0.00####", CultureInfo.InvariantCulture) + " " + currency;

    private static string Included(Meter meter) => meter.Included > 0 ? string.Create(CultureInfo.InvariantCulture, $", {meter.Included:N0} included") : "";

    private static string MoreOrLess(long before, long after, string currency) => after == before
        ? "costs customers the same"
        : $"costs customers {new Money(Math.Abs(after - before), currency)} {(after > before ? "more" : "less")} a month";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
