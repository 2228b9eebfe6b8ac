using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>
/// The publisher's part of a price, in hundredths of a percent. 80%, unless the organization has another
/// agreement.
/// </summary>
public readonly record struct PublisherShare(int BasisPoints)
{
    public const int Whole = 10_000;

    public static PublisherShare Default => new(8_000);

    /// <summary>For people: <c>80%</c>, <c>82.5%</c>.</summary>
    public string Percent => Label(BasisPoints);

    /// <summary>Kiket's part, for people.</summary>
    public string RestPercent => Label(Whole - BasisPoints);

    /// <summary>The publisher's part of a price, rounded as invoices round it.</summary>
    public Money Of(Money price) => price with { Cents = Rounding.HalfAway((Int128)price.Cents * BasisPoints, Whole) };

    /// <summary>Kiket's part: the rest, so that both always add up to the price.</summary>
    public Money RestOf(Money price) => price with { Cents = price.Cents - Of(price).Cents };

    private static string Label(int basisPoints) => (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
