using System.Globalization;

namespace Kiket.Portal.Billing.Amounts;

/// <summary>A calendar month in UTC, from its first instant to before the next one's. No other time zone enters an amount.</summary>
/// <param name="First">The first of the month.</param>
public readonly record struct BillingMonth(DateOnly First) : IComparable<BillingMonth>
{
    private const string Format = "yyyy-MM";

    /// <summary>The first day of the next month.</summary>
    public DateOnly End => First.AddMonths(1);

    public int Days => End.DayNumber - First.DayNumber;

    public DateTimeOffset Begins => Midnight(First);

    /// <summary>The first instant of the next month.</summary>
    public DateTimeOffset Ends => Midnight(End);

    public BillingMonth Next => new(End);

    public BillingMonth Previous => new(First.AddMonths(-1));

    public static BillingMonth Of(DateTimeOffset instant) => Of(DayOf(instant));

    public static BillingMonth Of(DateOnly day) => new(new DateOnly(day.Year, day.Month, 1));

    /// <summary>The month of a text such as <c>2026-03</c>, or null.</summary>
    public static BillingMonth? Parse(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? new BillingMonth(first) : null;

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    public static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public bool Contains(DateOnly day) => day >= First && day < End;

    public int CompareTo(BillingMonth other) => First.CompareTo(other.First);

    /// <summary>For programs: <c>2026-03</c>.</summary>
    public override string ToString() => First.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>For people: <c>March 2026</c>.</summary>
    public string Name => First.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public static bool operator <(BillingMonth left, BillingMonth right) => left.CompareTo(right) < 0;

    public static bool operator >(BillingMonth left, BillingMonth right) => left.CompareTo(right) > 0;

    public static bool operator <=(BillingMonth left, BillingMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BillingMonth left, BillingMonth right) => left.CompareTo(right) >= 0;
}
