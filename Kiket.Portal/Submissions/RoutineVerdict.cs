namespace Kiket.Portal.Submissions;

/// <summary>What came of looking whether a hand-in may be approved without a person.</summary>
/// <param name="Approved">The portal approved it.</param>
/// <param name="Sampled">It qualified and went to a person all the same, by chance.</param>
/// <param name="Reasons">Why it qualified, or why it did not, as sentences.</param>
public sealed record RoutineVerdict(bool Approved, bool Sampled, IReadOnlyList<string> Reasons)
{
    /// <summary>A check had not ended: looked at again when it has.</summary>
    public bool Waits { get; init; }
}
