using System.Globalization;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>One side of a comparison over several rounds.</summary>
internal sealed record Figures(IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    /// <summary>Half the range between the extremes, as a share of the median.</summary>
    public double Spread => (Values.Max() - Values.Min()) / 2 / Median;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:#,0.##} ± {Spread:0%}");

    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }
}

/// <summary>A table as Markdown has it.</summary>
internal static class Table
{
    public static void Head(params string[] titles)
    {
        Row(titles);
        Row([.. titles.Select(_ => "---")]);
    }

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
