using System.Text.Json.Serialization;

namespace Kiket.Portal.Releases.Differences;

/// <summary>One named reason why a submission deserves a closer look.</summary>
/// <param name="Key">A stable key, such as <c>egress_wildcard</c>.</param>
/// <param name="Text">The reason as a phrase for reviewers.</param>
/// <param name="Points">Its weight; negative if it lowers the risk.</param>
public sealed record RiskCause(string Key, string Text, int Points);

/// <summary>The change class and the risk of a submission, as assessed when it was submitted.</summary>
/// <param name="NeedsTwo">Why two different reviewers must approve; empty when one is enough.</param>
public sealed record Assessment(ChangeClass Class, IReadOnlyList<RiskCause> Causes, IReadOnlyList<string> NeedsTwo)
{
    /// <summary>The sum, never below zero.</summary>
    [JsonIgnore]
    public int Points => Math.Max(0, Causes.Sum(cause => cause.Points));
}
