namespace Kiket.Portal.Submissions;

/// <summary>Whether a submission can be approved automatically.</summary>
/// <param name="Approved">The portal approved it.</param>
/// <param name="Sampled">It qualified, but was randomly selected for a review by a person.</param>
/// <param name="Reasons">Why it qualified or did not, as sentences.</param>
public sealed record RoutineVerdict(bool Approved, bool Sampled, IReadOnlyList<string> Reasons)
{
    /// <summary>A check had not finished; judged again when it has.</summary>
    public bool Waits { get; init; }
}
