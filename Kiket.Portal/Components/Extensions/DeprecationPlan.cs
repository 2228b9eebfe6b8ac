using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases.Deprecations;

namespace Kiket.Portal.Components.Extensions;

/// <summary>With what the planner begins.</summary>
/// <param name="Announced">What is changed; null for a new one.</param>
public sealed record DeprecationPlan(Deprecation? Announced)
{
    public static DeprecationPlan New => new(Announced: null);

    public string Range { get; init; } = Announced?.Range ?? "";

    public string Reason { get; init; } = Announced?.Reason ?? "";

    public string? Recommended { get; init; } = Announced?.RecommendedVersion;

    public DateTimeOffset? Sunset { get; init; } = Announced?.SunsetAt;

    /// <summary>How many customers are affected, in a sentence.</summary>
    public static string Affected(AffectedCount count) => count switch
    {
        { Installations: 0 } => "Nobody runs these versions now.",
        { Installations: 1 } => "1 installation of 1 organization runs these versions now.",
        { Organizations: 1 } => $"{count.Installations} installations of 1 organization run these versions now.",
        _ => $"{count.Installations} installations of {count.Organizations} organizations run these versions now.",
    };
}
