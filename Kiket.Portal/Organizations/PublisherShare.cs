using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>
/// The part of a price that the publisher keeps, in hundredths of a percent. Four fifths, unless an agreement with
/// the organization says otherwise.
/// </summary>
public readonly record struct PublisherShare(int BasisPoints)
{
    public const int Whole = 10_000;

    public static PublisherShare Default => new(8_000);

    /// <summary>For people: <c>80 %</c>, <c>82.5 %</c>.</summary>
    public string Percent => Words(BasisPoints);

    /// <summary>What Kiket keeps, for people.</summary>
    public string RestPercent => Words(Whole - BasisPoints);

    /// <summary>The publisher's part of a price, rounded down to the cent.</summary>
    public Money Of(Money price) => price with { Cents = (long)((Int128)price.Cents * BasisPoints / Whole) };

    /// <summary>Kiket's part: what is left, so that both always add up to the price.</summary>
    public Money RestOf(Money price) => price with { Cents = price.Cents - Of(price).Cents };

    private static string Words(int basisPoints) => (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
