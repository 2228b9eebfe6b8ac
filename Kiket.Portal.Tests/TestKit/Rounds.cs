using System.Globalization;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>How often a test of a race repeats itself. Set KIKET_ROUNDS, such as to 20, to look longer than <c>.ci/run</c> does.</summary>
internal static class Rounds
{
    public static IEnumerable<int> Of(int usual) => Enumerable.Range(
        1, int.TryParse(Environment.GetEnvironmentVariable("KIKET_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) ? chosen : usual);
}
