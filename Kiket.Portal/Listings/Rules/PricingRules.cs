using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Rules;

/// <summary>The rules for prices. Amounts are whole cents and whole millionths, so there is nothing to round.</summary>
internal static class PricingRules
{
    public static void Check(Pricing pricing, Action<string, string> problem)
    {
        if (pricing.Currency != "USD")
        {
            problem("pricing.currency", "Prices are in USD.");
        }

        if (pricing.Model == PriceModel.Flat && pricing.PriceCents is < 100 or > ListingDetails.MaxPriceCents)
        {
            problem(
                "pricing.price_cents",
                $"A flat fee must be between {new Money(100)} and {new Money(ListingDetails.MaxPriceCents)} per month, in whole cents. "
                + "If it costs nothing, choose free.");
        }

        if (pricing is { Model: PriceModel.Flat, TrialDays: < 0 or > Pricing.MaxTrialDays })
        {
            problem("pricing.trial_days", $"A free trial lasts 1 to {Pricing.MaxTrialDays} whole days. Leave it empty for none.");
        }

        if (pricing.Model == PriceModel.UsageBased)
        {
            CheckMeters(pricing.Meters, problem);
        }
    }

    /// <summary>
    /// Only for usage-based prices. Meters that were entered before another model was chosen are stored but ignored.
    /// </summary>
    private static void CheckMeters(IReadOnlyList<Meter> meters, Action<string, string> problem)
    {
        if (meters.Count is 0 or > Pricing.MaxMeters)
        {
            problem("pricing.meters", $"Usage-based pricing needs 1 to {Pricing.MaxMeters} meters, each with a name, a unit and a unit price.");
        }

        foreach (var (index, meter) in meters.Index())
        {
            CheckMeter(meter, (field, message) => problem($"pricing.meters[{index}].{field}", message));
            if (meter.Key.Length > 0 && meters.Take(index).Any(other => other.Key == meter.Key))
            {
                problem($"pricing.meters[{index}].key", $"Two meters have the key {meter.Key}. Usage is reported by key, so each needs its own.");
            }
        }
    }

    private static void CheckMeter(Meter meter, Action<string, string> problem)
    {
        if (meter.Name.Trim().Length == 0)
        {
            problem("name", "Say what is counted, such as “Messages sent”.");
        }

        if (!IsKey(meter.Key))
        {
            problem("key", "A key consists of lower-case letters, digits and underscores and starts with a letter, such as messages_sent.");
        }

        if (meter.Unit.Trim().Length == 0)
        {
            problem("unit", "Enter the name of one unit, such as “message”.");
        }

        if (meter.UnitPriceMicros is <= 0 or > Meter.MaxUnitPriceMicros)
        {
            problem("unit_price_micros", "The price of one unit must be above $0 and at most $1,000, with at most six decimals.");
        }

        if (meter.Included is < 0 or > Meter.MaxUnits)
        {
            problem("included", "The included units must be a whole number of at least 0.");
        }

        if (meter.Cap is <= 0 or > Meter.MaxUnits)
        {
            problem("cap", "The cap must be a whole number of units above 0. Leave it empty for no cap.");
        }
        else if (meter.Cap <= meter.Included)
        {
            problem("cap", $"The cap must be above the {meter.Included} included units. Otherwise nothing would ever be charged.");
        }
    }

    private static bool IsKey(string key) =>
        key.Length > 0 && char.IsAsciiLetterLower(key[0]) && key.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
