using Kiket.Portal.Components.Shared;
using Kiket.Portal.Findings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Docs;

/// <summary>Lists every rule by family. The ids of findings link here.</summary>
public sealed partial class FindingsPage
{
    [Inject]
    public required IEnumerable<FindingRule> Rules { get; init; }

    private IReadOnlyList<IGrouping<char, FindingRule>> Families => [.. Rules
        .DistinctBy(rule => rule.Id)
        .OrderBy(rule => rule.Id, StringComparer.Ordinal)
        .GroupBy(rule => rule.Id[0])];

    private static string Title(char family) => family switch
    {
        'M' => "Manifest",
        'D' => "Documentation",
        'S' => "Sensitive files and secrets",
        'B' => "Build and trial run",
        'C' => "Commit and container",
        'E' => "Egress",
        'H' => "Sanity tests",
        'R' => "Repository",
        'P' => "Publishing",
        'V' => "Versions",
        _ => $"Family {family}",
    };

    private static BadgeTone Tone(FindingLevel level) => level switch
    {
        FindingLevel.Error => BadgeTone.Danger,
        FindingLevel.Warning => BadgeTone.Warning,
        _ => BadgeTone.Info,
    };
}
