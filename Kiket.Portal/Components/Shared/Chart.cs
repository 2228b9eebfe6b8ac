namespace Kiket.Portal.Components.Shared;

/// <summary>A line of a chart.</summary>
/// <param name="Values">One for each point; null where there is nothing, which leaves a gap.</param>
public sealed record ChartSeries(string Label, IReadOnlyList<decimal?> Values);

/// <summary>A line across a chart, such as a release.</summary>
/// <param name="Point">The point at which it is.</param>
public sealed record ChartMarker(int Point, string Label);
