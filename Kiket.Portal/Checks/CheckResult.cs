using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

/// <summary>The result of one check.</summary>
/// <param name="Summary">One sentence for people, even when there are no findings.</param>
public sealed record CheckResult(CheckKind Kind, CheckOutcome Outcome, string Summary, IReadOnlyList<Finding> Findings)
{
    /// <summary>A result with the outcome of its most severe finding.</summary>
    /// <param name="clean">The summary when there are no findings.</param>
    /// <param name="isComplete">False when a part wasn't checked.</param>
    public static CheckResult Of(CheckKind kind, IReadOnlyList<Finding> findings, string clean, bool isComplete = true)
    {
        var gravest = findings.Count == 0 ? (FindingLevel?)null : findings.Max(finding => finding.Level);
        var outcome = gravest switch
        {
            FindingLevel.Error => CheckOutcome.Failed,
            _ when !isComplete => CheckOutcome.Incomplete,
            FindingLevel.Warning => CheckOutcome.Warnings,
            FindingLevel.Info => CheckOutcome.Notes,
            _ => CheckOutcome.Clean,
        };
        return new CheckResult(kind, outcome, findings.Count == 0 ? clean : Count(findings), findings);
    }

    public static CheckResult NotNeeded(CheckKind kind, string why) => new(kind, CheckOutcome.NotNeeded, why, []);

    /// <summary>How many there are of each level, the gravest first, such as <c>2 errors, 1 warning.</c></summary>
    public static string Count(IReadOnlyList<Finding> findings)
    {
        var parts = findings.GroupBy(finding => finding.Level)
            .OrderByDescending(group => group.Key)
            .Select(group => (group.Key, Count: group.Count()))
            .Select(group => group.Key switch
        {
            FindingLevel.Error => group.Count == 1 ? "1 error" : $"{group.Count} errors",
            FindingLevel.Warning => group.Count == 1 ? "1 warning" : $"{group.Count} warnings",
            _ => group.Count == 1 ? "1 note" : $"{group.Count} notes",
        });
        return string.Join(", ", parts) + ".";
    }
}
