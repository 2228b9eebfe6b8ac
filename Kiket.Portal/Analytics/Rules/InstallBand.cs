using System.Globalization;

namespace Kiket.Portal.Analytics.Rules;

/// <summary>
/// How many organizations use an extension, as everybody may know it: a band and no number, so that nobody sees a single customer come or go.
/// </summary>
public static class InstallBand
{
    private const int Least = 10;

    /// <summary>The lower edge: 10, 50, 100, 500, 1,000 and so on; 0 for fewer than 10.</summary>
    public static int Of(int active)
    {
        var band = 0;
        for (long edge = Least, times = 5; edge <= active; edge *= times, times = times == 5 ? 2 : 5)
        {
            band = (int)edge;
        }

        return band;
    }

    public static string Label(int band) => band < Least ? "Fewer than 10" : band.ToString("N0", CultureInfo.InvariantCulture) + "+";
}
