using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions.Conversation;

namespace Kiket.Portal.Reviews;

/// <summary>A text that reviewers insert into their messages. Operators manage the list.</summary>
public sealed class SavedReply : VersionedEntity
{
    public const int MaxTitleLength = 80;

    private SavedReply()
    {
    }

    public Guid Id { get; private set; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    public int Position { get; private set; }

    public bool IsRetired { get; private set; }

    public static Result<SavedReply> Add(string title, string text, int position, DateTimeOffset now)
    {
        var reply = new SavedReply { Id = Guid.CreateVersion7(now) };
        return reply.Change(title, text, position) is { Succeeded: false } refused ? refused.Error : reply;
    }

    internal static SavedReply Seeded(Guid id, string title, string text, int position) =>
        new() { Id = id, Title = title, Text = text, Position = position };

    public Result Change(string title, string text, int position)
    {
        (title, text) = (title.Trim(), text.Trim());
        if (NameText.Problem(title, "title", "title_invalid", "The title", MaxTitleLength, "Enter a title.") is { } problem)
        {
            return problem;
        }

        if (text.Length is 0 or > SendMessage.MaxLength)
        {
            return Error.Field("text", "text_length", $"Write the reply in 1 to {SendMessage.MaxLength} characters.");
        }

        (Title, Text, Position) = (title, text, position);
        return Result.Success();
    }

    public void Retire(bool retired) => IsRetired = retired;

    internal void MoveTo(int position) => Position = position;
}
