using Kiket.Portal.Components.Shared;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Labels for the entries of a submission's timeline.</summary>
internal static class SubmissionLabels
{
    /// <summary>What someone did, to follow their name.</summary>
    public static string Did(SubmissionEntry entry) => entry.Kind switch
    {
        SubmissionEntryKind.Submitted => "submitted it for review",
        SubmissionEntryKind.Resubmitted => "fixed it and submitted it again",
        SubmissionEntryKind.CommitChanged => "moved it to a new commit",
        SubmissionEntryKind.Message => entry.Side == Side.Reviewer ? "wrote, reviewer" : "wrote",
        SubmissionEntryKind.ChangesRequested => "requested changes",
        SubmissionEntryKind.Approved => "approved it",
        SubmissionEntryKind.Rejected => "rejected it",
        SubmissionEntryKind.Appealed => "appealed against the rejection",
        SubmissionEntryKind.FirstApproval => "approved it; a second reviewer is next",
        SubmissionEntryKind.Escalated => "asked another reviewer to decide",
        SubmissionEntryKind.IdLost => "returned it: the extension id now belongs to another organization",
        _ => "withdrew it",
    };

    /// <summary>An event as a line of the timeline. Messages are in the conversation.</summary>
    public static TimelineEntry Line(SubmissionEntry entry) => new(
        Title(entry.Kind),
        entry.At,
        entry.Kind == SubmissionEntryKind.CommitChanged ? $"{entry.AuthorName}, {entry.Text}" : Where(entry),
        Tone(entry.Kind));

    private static string Where(SubmissionEntry entry) =>
        entry.Commit is { Length: > 7 } commit ? $"{entry.AuthorName}, at {commit[..7]}" : entry.AuthorName;

    private static string Title(SubmissionEntryKind kind) => kind switch
    {
        SubmissionEntryKind.Submitted => "Submitted for review",
        SubmissionEntryKind.Resubmitted => "Submitted again",
        SubmissionEntryKind.CommitChanged => "New commit",
        SubmissionEntryKind.Message => "Message",
        SubmissionEntryKind.ChangesRequested => "Changes requested",
        SubmissionEntryKind.Approved => "Approved",
        SubmissionEntryKind.Rejected => "Rejected",
        SubmissionEntryKind.Appealed => "Appealed",
        SubmissionEntryKind.FirstApproval => "First of two approvals",
        SubmissionEntryKind.Escalated => "Passed to another reviewer",
        SubmissionEntryKind.IdLost => "Extension id lost",
        _ => "Withdrawn",
    };

    private static BadgeTone Tone(SubmissionEntryKind kind) => kind switch
    {
        SubmissionEntryKind.Approved or SubmissionEntryKind.FirstApproval => BadgeTone.Success,
        SubmissionEntryKind.ChangesRequested or SubmissionEntryKind.IdLost => BadgeTone.Warning,
        SubmissionEntryKind.Rejected => BadgeTone.Danger,
        SubmissionEntryKind.Submitted or SubmissionEntryKind.Resubmitted or SubmissionEntryKind.Appealed => BadgeTone.Accent,
        _ => BadgeTone.Neutral,
    };
}
