namespace Kiket.Portal.Submissions;

public enum SubmissionEntryKind
{
    Submitted,
    Resubmitted,
    CommitChanged,
    Message,
    ChangesRequested,
    Approved,
    Rejected,
    Withdrawn,

    /// <summary>The publisher asks another reviewer to look at a rejection.</summary>
    Appealed,

    /// <summary>One of two reviewers approved.</summary>
    FirstApproval,

    /// <summary>A reviewer passed it to another one.</summary>
    Escalated,

    /// <summary>Another organization now has the extension id; the publisher chooses another id.</summary>
    IdLost,

    /// <summary>A higher version was approved, so the portal closed it.</summary>
    Overtaken,
}

public enum Side
{
    Publisher,
    Reviewer,
    Portal,
}

/// <summary>Who wrote an entry and for which side.</summary>
public sealed record Author(Guid Id, string Name, Side Side);

/// <summary>One entry of a submission's timeline: what happened, or what was said.</summary>
public sealed class SubmissionEntry
{
    private SubmissionEntry()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public SubmissionEntryKind Kind { get; private set; }

    public Guid AuthorId { get; private set; }

    public string AuthorName { get; private set; } = "";

    public Side Side { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>The commit under review when this happened.</summary>
    public string? Commit { get; private set; }

    public DateTimeOffset At { get; private set; }

    public bool IsDecision => Kind is SubmissionEntryKind.Approved or SubmissionEntryKind.Rejected or SubmissionEntryKind.ChangesRequested;

    internal static SubmissionEntry Event(SubmissionEntryKind kind, Author author, string text, string? commit, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = kind,
        AuthorId = author.Id,
        AuthorName = author.Name,
        Side = author.Side,
        Text = text,
        Commit = commit,
        At = now,
    };
}
