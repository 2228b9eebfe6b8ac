using Kiket.Portal.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Whether a hand-in is routine enough to be approved without a person, and the sentences that say why.</summary>
/// <param name="Reasons">Why it qualifies, or what keeps it from it.</param>
public sealed record RoutineRule(bool Qualifies, IReadOnlyList<string> Reasons)
{
    private static readonly (ChangeArea[] Areas, string Same)[] Unchanged =
    [
        ([ChangeArea.Permissions], "It asks for the same permissions."),
        ([ChangeArea.Endpoints, ChangeArea.Events], "It is called at the same address, for the same events."),
        ([ChangeArea.Egress], "It sends data to the same hosts."),
        ([ChangeArea.Hosting], "It runs where it ran, on the same tier."),
        ([ChangeArea.Price], "It costs the same."),
    ];

    /// <param name="isTakenUp">A reviewer has claimed it since it was handed in.</param>
    public static RoutineRule Of(Submission submission, CommitSnapshot snapshot, CheckReport? report, ReleaseDifference difference, bool isTakenUp)
    {
        var obstacles = Obstacles(submission, snapshot, report, difference, isTakenUp).ToList();
        return obstacles.Count > 0
            ? new RoutineRule(false, obstacles)
            : new RoutineRule(true, [.. Unchanged.Select(saved => saved.Same), "Every check is clean."]);
    }

    private static IEnumerable<string> Obstacles(Submission submission, CommitSnapshot snapshot, CheckReport? report, ReleaseDifference difference, bool isTakenUp)
    {
        if (difference.IsFirst)
        {
            yield return "It is the first release of this extension.";
            yield break;
        }

        foreach (var change in difference.Changes.Where(change => Unchanged.Any(saved => saved.Areas.Contains(change.Area))))
        {
            yield return change.Text;
        }

        if (submission.Entries.Any(entry => entry.Kind is SubmissionEntryKind.ChangesRequested or SubmissionEntryKind.Escalated))
        {
            yield return "A reviewer has asked for changes before.";
        }
        else if (isTakenUp || submission.Entries.Any(entry => entry.Side == Side.Reviewer))
        {
            // A question that waits for its answer, a rejection that was appealed: none of it is passed over.
            yield return "A reviewer has taken it up.";
        }

        if (!snapshot.IsTreeComplete)
        {
            yield return "The repository is too large to look at every file.";
        }

        if (report is not { IsFinished: true })
        {
            yield return "The automatic checks have not all ended yet.";
        }

        foreach (var run in (report?.Runs ?? []).Where(run => run.Outcome is CheckOutcome.Warnings or CheckOutcome.Failed or CheckOutcome.Incomplete && run.Kind != CheckKind.Manifest))
        {
            yield return $"{CheckKinds.Title(run.Kind)}: {run.Summary}";
        }

        foreach (var finding in snapshot.Findings.Where(finding => finding.Level != FindingLevel.Info).Take(5))
        {
            yield return $"{finding.Id}: {finding.Message}";
        }
    }
}
