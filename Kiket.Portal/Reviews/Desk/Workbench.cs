using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Everything on a reviewer's screen.</summary>
/// <param name="Compared">The comparison with the last approved release.</param>
public sealed record Workbench(
    Submission Submission,
    CommitSnapshot Snapshot,
    ExtensionRepository Repository,
    Organization Organization,
    ComparedSubmission Compared)
{
    /// <summary>False for operators, who only read.</summary>
    public bool MayReview { get; init; } = true;

    /// <summary>All findings at the commit.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The current claim; null when nobody has claimed it.</summary>
    public ReviewClaim? Claim { get; init; }

    public Approval? FirstApproval { get; init; }

    /// <summary>Who has passed it to another reviewer since this submit, and why.</summary>
    public IReadOnlyList<Escalation> Escalations { get; init; } = [];

    /// <summary>The names of some other reviewers who could approve it too; empty when there is none.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    public bool OthersRemain => Others.Count > 0;

    public IReadOnlyDictionary<string, FindingVerdict> Verdicts { get; init; } = new Dictionary<string, FindingVerdict>(StringComparer.Ordinal);

    /// <summary>The current quality bars, in order.</summary>
    public IReadOnlyList<ChecklistItem> Checklist { get; init; } = [];

    public IReadOnlyDictionary<Guid, ChecklistMark> Marks { get; init; } = new Dictionary<Guid, ChecklistMark>();

    public IReadOnlyList<SavedReply> Replies { get; init; } = [];

    public PrivateNote? Note { get; init; }

    /// <summary>What changed since the reviewer last looked; null in their first round, and when it isn't in review.</summary>
    public ReviewRound? Round { get; init; }

    public required ReviewAge? Age { get; init; }

    /// <summary>Other submissions of the same extension, newest first.</summary>
    public IReadOnlyList<EarlierSubmission> Earlier { get; init; } = [];
}

public sealed record EarlierSubmission(Guid Id, string? Version, SubmissionState State, DateTimeOffset ChangedAt, string ChangedByName);
