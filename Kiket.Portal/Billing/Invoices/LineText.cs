using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Terms;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>How a line's sum is written, so that anyone can do it again: on the screen, in the file and in the API alike.</summary>
public static class LineText
{
    /// <summary>Such as <c>$9.00 × 20 of 31 days = $5.81</c>.</summary>
    public static string Days(long monthlyCents, int days, BillingMonth month, long cents) => days == month.Days
        ? string.Create(CultureInfo.InvariantCulture, $"{Dollars(monthlyCents)} for {month.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"{Dollars(monthlyCents)} × {days} of {month.Days} days = {Dollars(cents)}");

    /// <summary>Why days of this month are missing.</summary>
    public static string AfterTrial(BillingTrial trial) => $", after the free trial to {Day(trial.LastDay)}";

    /// <summary>Such as <c>Messages: 1,234, 1,000 included: 234 × $0.0035 = $0.82</c>.</summary>
    public static string Usage(MeteredLine line, long? capCents)
    {
        var term = line.Term!;
        var counted = string.Create(CultureInfo.InvariantCulture, $"{term.Name}: {line.Quantity:#,0}");
        var included = term.Included > 0 ? string.Create(CultureInfo.InvariantCulture, $", {term.Included:#,0} included") : "";
        var most = term.UnitCap is { } cap && line.Quantity > cap ? string.Create(CultureInfo.InvariantCulture, $", at most {cap:#,0} charged") : "";
        var sum = string.Create(CultureInfo.InvariantCulture, $": {line.Units:#,0} × {Micros(term.Micros)} = {Dollars(line.UncappedCents)}");
        return counted + included + most + sum
            + (line.Cents < line.UncappedCents ? $", {Dollars(line.Cents)} with your cap of {Dollars(capCents!.Value)}" : "");
    }

    /// <summary>What one component costs, such as <c>$9.00 a month</c>.</summary>
    public static string Price(AgreedPrice price) => price.Component switch
    {
        BillingComponent.Fee => $"{Dollars(price.PriceCents)} a month",
        BillingComponent.Hosting => $"{Dollars(price.PriceCents)} a month for Extension Hosting, tier {price.Name}",
        _ => Rule(price),
    };

    /// <summary>What a meter costs before anything is counted, such as <c>Messages: 1,000 included, then $0.0035 for each message</c>.</summary>
    public static string Rule(AgreedPrice price)
    {
        var included = price.Included > 0 ? string.Create(CultureInfo.InvariantCulture, $"{price.Included:#,0} included, then ") : "";
        var most = price.UnitCap is { } cap ? string.Create(CultureInfo.InvariantCulture, $", at most {cap:#,0} charged") : "";
        return $"{price.Name}: {included}{Micros(price.Micros)} for each {price.Unit}{most}";
    }

    /// <summary>A correction for units that were counted after the month was invoiced.</summary>
    public static string Late(BillingTerm term, BillingMonth month, long units, long all, long billed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{term.Name}: {units:#,0} counted late for {month.Name}: {Dollars(all)} instead of {Dollars(billed)} = {Dollars(all - billed)}");

    /// <summary>Such as <c>$5.81</c>, <c>−$5.81</c>.</summary>
    public static string Dollars(long cents) =>
        (cents < 0 ? "−" : "") + Math.Abs(cents / 100m).ToString("$#,0.00", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1,234 messages</c>.</summary>
    public static string Quantity(long quantity, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{quantity:#,0} {unit}{(quantity == 1 ? "" : "s")}");

    public static string Section(LineSection section) => section == LineSection.Hosting ? "Extension Hosting" : "Extensions";

    /// <summary>Such as <c>17 Apr 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>19%</c>.</summary>
    public static string Percent(int basisPoints) => (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Micros(long micros) => (micros / 1_000_000m).ToString("$0.00####", CultureInfo.InvariantCulture);
}
