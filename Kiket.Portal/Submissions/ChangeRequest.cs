using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions;

public enum ChangeRequestState
{
    /// <summary>The publisher has to act.</summary>
    Open,

    /// <summary>The publisher replied without a change; the reviewer has to act.</summary>
    Replied,

    /// <summary>The publisher named a commit that fixes it; the reviewer has to act.</summary>
    Fixed,
}

/// <summary>A change that a reviewer asks for, before it is stored.</summary>
/// <param name="Field">The part of the form it is about, such as <c>listing.summary</c>; null when none.</param>
/// <param name="Path">The file in the repository it is about; null when none.</param>
/// <param name="Line">One-based line in that file.</param>
public sealed record NewChangeRequest(string Text, string? Field = null, string? Path = null, int? Line = null);

/// <summary>A reply to one requested change.</summary>
public sealed record ChangeReply(Guid AuthorId, string AuthorName, Side Side, string Text, DateTimeOffset At);

/// <summary>One change that a reviewer asks for. Both sides see it until the submission is decided.</summary>
public sealed class ChangeRequest : VersionedEntity
{
    public const int MaxTextLength = 1000;
    public const int MaxItems = 50;

    private ChangeRequest()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    /// <summary>Counted from 1 in the order of the requests: "item 3" means the same to both sides.</summary>
    public int Number { get; private set; }

    public string Text { get; private set; } = "";

    public string? Field { get; private set; }

    public string? Path { get; private set; }

    public int? Line { get; private set; }

    public ChangeRequestState State { get; private set; }

    public string AskedByName { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>The commit under review when it was requested.</summary>
    public string? AskedAtCommit { get; private set; }

    /// <summary>The commit that fixes it, according to the publisher; null when it was fixed in the form.</summary>
    public string? FixedInCommit { get; private set; }

    public string? FixedByName { get; private set; }

    public DateTimeOffset? FixedAt { get; private set; }

    /// <summary>The replies, oldest first.</summary>
    public IReadOnlyList<ChangeReply> Replies { get; private set; } = [];

    internal static ChangeRequest Ask(int number, NewChangeRequest request, Author reviewer, string? commit, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Number = number,
        Text = request.Text,
        Field = request.Field,
        Path = request.Path,
        Line = request.Line,
        AskedByName = reviewer.Name,
        AskedAt = now,
        AskedAtCommit = commit,
    };

    /// <summary>Adds a reply. After a publisher's reply the reviewer has to act; a reviewer's reply does not change the state.</summary>
    public Result Reply(string text, Author author, DateTimeOffset now)
    {
        var said = text.Trim();
        if (said.Length is 0 or > MaxTextLength)
        {
            return Error.Field(
                "answer",
                "answer_length",
                said.Length == 0 ? "Write a reply first." : $"The reply has {said.Length} characters; the limit is {MaxTextLength}.");
        }

        Replies = [.. Replies, new ChangeReply(author.Id, author.Name, author.Side, said, now)];
        if (author.Side == Side.Publisher && State == ChangeRequestState.Open)
        {
            State = ChangeRequestState.Replied;
        }

        return Result.Success();
    }

    /// <summary>The publisher says that it is fixed.</summary>
    /// <param name="commit">The commit that fixes it; null for the form.</param>
    public Result Fix(string? commit, Author publisher, DateTimeOffset now)
    {
        if (State == ChangeRequestState.Fixed && FixedInCommit == commit)
        {
            // The second click of a double click.
            return Result.Success();
        }

        (State, FixedInCommit, FixedByName, FixedAt) = (ChangeRequestState.Fixed, commit, publisher.Name, now);
        return Result.Success();
    }

    /// <summary>It is not fixed after all: the publisher has to act again.</summary>
    public Result Reopen()
    {
        if (State == ChangeRequestState.Open)
        {
            return Error.Conflict("change_request_open", $"Item {Number} is already open.");
        }

        (State, FixedInCommit, FixedByName, FixedAt) = (ChangeRequestState.Open, null, null, null);
        return Result.Success();
    }
}
