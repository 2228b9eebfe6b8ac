using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Reviews;

/// <summary>What to do when a quality bar fails.</summary>
public enum ChecklistSeverity
{
    /// <summary>Worth mentioning, but not required.</summary>
    Advice,

    /// <summary>Ask for changes.</summary>
    Change,

    /// <summary>Reject.</summary>
    Reject,
}

/// <summary>One quality bar that reviewers check. Operators manage the list.</summary>
public sealed class ChecklistItem : VersionedEntity
{
    public const int MaxTextLength = 200;
    public const int MaxGuidanceLength = 600;

    private ChecklistItem()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The quality bar as a statement that is true or false.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How to check it.</summary>
    public string Guidance { get; private set; } = "";

    /// <summary>The sentence for the publisher when it fails.</summary>
    public string ReplySentence { get; private set; } = "";

    public ChecklistSeverity Severity { get; private set; }

    public int Position { get; private set; }

    /// <summary>No longer checked; earlier results stay readable.</summary>
    public bool IsRetired { get; private set; }

    public static Result<ChecklistItem> Add(string text, string guidance, string replySentence, ChecklistSeverity severity, int position, DateTimeOffset now)
    {
        var item = new ChecklistItem { Id = Guid.CreateVersion7(now) };
        return item.Change(text, guidance, replySentence, severity, position) is { Succeeded: false } refused ? refused.Error : item;
    }

    internal static ChecklistItem Seeded(Guid id, string text, string guidance, string replySentence, ChecklistSeverity severity, int position) =>
        new() { Id = id, Text = text, Guidance = guidance, ReplySentence = replySentence, Severity = severity, Position = position };

    public Result Change(string text, string guidance, string replySentence, ChecklistSeverity severity, int position)
    {
        (text, guidance, replySentence) = (text.Trim(), guidance.Trim(), replySentence.Trim());
        if (text.Length is 0 or > MaxTextLength)
        {
            return Error.Field("text", "text_length", $"State the quality bar in 1 to {MaxTextLength} characters.");
        }

        if (guidance.Length > MaxGuidanceLength)
        {
            return Error.Field("guidance", "guidance_length", $"The guidance has {guidance.Length} characters; the limit is {MaxGuidanceLength}.");
        }

        if (replySentence.Length is 0 or > MaxGuidanceLength)
        {
            return Error.Field(
                "reply_sentence", "reply_sentence_length", $"Write the message to the publisher in 1 to {MaxGuidanceLength} characters.");
        }

        (Text, Guidance, ReplySentence, Severity, Position) = (text, guidance, replySentence, severity, position);
        return Result.Success();
    }

    public void Retire(bool retired) => IsRetired = retired;

    internal void MoveTo(int position) => Position = position;
}

public enum ChecklistMark
{
    Passes,
    Fails,
    DoesNotApply,
}

/// <summary>A reviewer's result for one quality bar, stored so that a takeover or a reload loses nothing.</summary>
public sealed class ChecklistResult : VersionedEntity
{
    private ChecklistResult()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public Guid ItemId { get; private set; }

    public ChecklistMark Mark { get; private set; }

    public string ReviewerName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public static ChecklistResult Of(Guid submissionId, Guid itemId, ChecklistMark mark, string reviewerName, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        ItemId = itemId,
        Mark = mark,
        ReviewerName = reviewerName,
        At = now,
    };

    public void Change(ChecklistMark mark, string reviewerName, DateTimeOffset now) => (Mark, ReviewerName, At) = (mark, reviewerName, now);
}
