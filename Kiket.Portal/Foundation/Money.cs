using System.Globalization;

namespace Kiket.Portal.Foundation;

/// <summary>An amount in integer cents of one currency (ISO 4217). Never a floating-point number.</summary>
public readonly record struct Money(long Cents, string Currency = "USD")
{
    public static Money Zero => new(0);

    public static Money operator +(Money left, Money right) => left.Currency == right.Currency
        ? left with { Cents = checked(left.Cents + right.Cents) }
        : throw new InvalidOperationException($"Cannot add {left.Currency} and {right.Currency}.");

    /// <summary>For people: <c>$15</c>, <c>$9.50</c>, <c>12.00 EUR</c>.</summary>
    public override string ToString()
    {
        var amount = Cents / 100m;
        return Currency == "USD"
            ? (Cents % 100 == 0 ? amount.ToString("$#,0", CultureInfo.InvariantCulture) : amount.ToString("$#,0.00", CultureInfo.InvariantCulture))
            : amount.ToString("#,0.00", CultureInfo.InvariantCulture) + " " + Currency;
    }
}
