using Kiket.Portal.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Whether a submission is routine enough for automatic approval, and the reasons as sentences.</summary>
/// <param name="Reasons">Why it qualifies or does not.</param>
public sealed record RoutineRule(bool Qualifies, IReadOnlyList<string> Reasons)
{
    private static readonly (ChangeArea[] Areas, string Same)[] Unchanged =
    [
        ([ChangeArea.Permissions], "It asks for the same permissions."),
        ([ChangeArea.Endpoints, ChangeArea.Events], "It is called at the same address, for the same events."),
        ([ChangeArea.Egress], "It sends data to the same hosts."),
        ([ChangeArea.Hosting], "It runs in the same place, on the same tier."),
        ([ChangeArea.Price], "It costs the same."),
    ];

    /// <param name="isTakenUp">A reviewer has claimed it since it was submitted.</param>
    public static RoutineRule Of(Submission submission, CommitSnapshot snapshot, CheckReport? report, ReleaseDifference difference, bool isTakenUp)
    {
        var obstacles = Obstacles(submission, snapshot, report, difference, isTakenUp).ToList();
        return obstacles.Count > 0
            ? new RoutineRule(false, obstacles)
            : new RoutineRule(true, [.. Unchanged.Select(saved => saved.Same), "Every check is clean."]);
    }

    private static IEnumerable<string> Obstacles(
        Submission submission, CommitSnapshot snapshot, CheckReport? report, ReleaseDifference difference, bool isTakenUp)
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
            // An open question or an appealed rejection, for example, must not be skipped.
            yield return "A reviewer has already worked on it.";
        }

        if (submission.Details.IsSecurityFix)
        {
            yield return "It is marked as a security fix, which a reviewer must confirm.";
        }

        if (!snapshot.IsTreeComplete)
        {
            yield return "The repository is too large to check every file.";
        }

        if (report is not { IsFinished: true })
        {
            yield return "Not all automatic checks have finished yet.";
        }

        var notClean = (report?.Runs ?? []).Where(run =>
            run.Outcome is CheckOutcome.Warnings or CheckOutcome.Failed or CheckOutcome.Incomplete && run.Kind != CheckKind.Manifest);
        foreach (var run in notClean)
        {
            yield return $"{CheckKinds.Title(run.Kind)}: {run.Summary}";
        }

        foreach (var finding in snapshot.Findings.Where(finding => finding.Level != FindingLevel.Info).Take(5))
        {
            yield return $"{finding.Id}: {finding.Message}";
        }
    }
}
