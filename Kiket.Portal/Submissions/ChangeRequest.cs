using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions;

public enum ChangeRequestState
{
    /// <summary>The publisher is next.</summary>
    Open,

    /// <summary>The publisher said something and changed nothing; the reviewer reads it.</summary>
    Replied,

    /// <summary>The publisher says that a commit mends it; the reviewer looks there.</summary>
    Fixed,
}

/// <summary>What a reviewer asks for, before it is a row.</summary>
/// <param name="Field">The part of the form it is about, such as <c>listing.summary</c>; null when none.</param>
/// <param name="Path">The file in the repository it is about; null when none.</param>
/// <param name="Line">One-based line in that file.</param>
public sealed record NewChangeRequest(string Text, string? Field = null, string? Path = null, int? Line = null);

/// <summary>What somebody said about one requested change.</summary>
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

    /// <summary>From 1, in the order of asking: "item 3" means the same to both sides.</summary>
    public int Number { get; private set; }

    public string Text { get; private set; } = "";

    public string? Field { get; private set; }

    public string? Path { get; private set; }

    public int? Line { get; private set; }

    public ChangeRequestState State { get; private set; }

    public string AskedByName { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>The commit that was looked at when it was asked for.</summary>
    public string? AskedAtCommit { get; private set; }

    /// <summary>The commit that the publisher says mends it.</summary>
    public string? FixedInCommit { get; private set; }

    public string? FixedByName { get; private set; }

    public DateTimeOffset? FixedAt { get; private set; }

    /// <summary>What was said about it, oldest first.</summary>
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

    /// <summary>Something is said about it. A publisher's answer puts the reviewer next; a reviewer's leaves the state.</summary>
    public Result Reply(string text, Author author, DateTimeOffset now)
    {
        var said = text.Trim();
        if (said.Length is 0 or > MaxTextLength)
        {
            return Error.Field("answer", "answer_length", said.Length == 0 ? "Write an answer first." : $"The answer has {said.Length} characters; keep it to {MaxTextLength}.");
        }

        Replies = [.. Replies, new ChangeReply(author.Id, author.Name, author.Side, said, now)];
        if (author.Side == Side.Publisher && State == ChangeRequestState.Open)
        {
            State = ChangeRequestState.Replied;
        }

        return Result.Success();
    }

    /// <summary>The publisher says that it is mended in <paramref name="commit"/>.</summary>
    public Result Fix(string commit, Author publisher, DateTimeOffset now)
    {
        if (State == ChangeRequestState.Fixed && FixedInCommit == commit)
        {
            // The second click of a double click.
            return Result.Success();
        }

        (State, FixedInCommit, FixedByName, FixedAt) = (ChangeRequestState.Fixed, commit, publisher.Name, now);
        return Result.Success();
    }

    /// <summary>It is not mended after all: the publisher is next again.</summary>
    public Result Reopen()
    {
        if (State == ChangeRequestState.Open)
        {
            return Error.Conflict("change_request_open", $"Item {Number} is open already.");
        }

        (State, FixedInCommit, FixedByName, FixedAt) = (ChangeRequestState.Open, null, null, null);
        return Result.Success();
    }
}
