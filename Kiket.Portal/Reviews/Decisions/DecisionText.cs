using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>The words of a decision, checked: the message, and what must change item by item.</summary>
internal sealed record DecisionText(string Message, IReadOnlyList<NewChangeRequest> Items)
{
    public static Result<DecisionText> Read(DecideSubmissionRequest request)
    {
        var message = request.Message?.Trim() ?? "";
        IReadOnlyList<NewChangeRequest> items = request.Decision == Decision.RequestChanges ? ItemsOf(request.Items, message) : [];
        if (request.Decision != Decision.Approve && message.Length == 0 && items.Count == 0)
        {
            return Error.Field("message", "message_required", request.Decision == Decision.Reject
                ? "Say why: the publisher reads it and must be able to learn from it."
                : "Say what must change: the publisher works from your message.");
        }

        if (message.Length > SendMessage.MaxLength)
        {
            return Error.Field("message", "message_length", $"The message has {message.Length} characters; keep it to {SendMessage.MaxLength}.");
        }

        if (items.Count > ChangeRequest.MaxItems)
        {
            return Error.Field("items", "items_count", $"{items.Count} items are too many to work through; keep them to {ChangeRequest.MaxItems}.");
        }

        return items.FirstOrDefault(item => item.Text.Length > ChangeRequest.MaxTextLength) is { } tooLong
            ? Error.Field("items", "item_length", $"An item has {tooLong.Text.Length} characters; keep each to {ChangeRequest.MaxTextLength}, and put the rest into the message.")
            : new DecisionText(message, items);
    }

    /// <summary>The items as given; else the list in the message; else the whole message as the one thing to do.</summary>
    private static IReadOnlyList<NewChangeRequest> ItemsOf(IReadOnlyList<NewChangeRequest> given, string message)
    {
        var items = given.Select(item => item with { Text = item.Text.Trim() }).Where(item => item.Text.Length > 0).ToList();
        if (items.Count > 0 || message.Length == 0)
        {
            return items;
        }

        var listed = message.Split('\n').Select(line => line.Trim()).Where(IsListed).Select(line => line[2..].Trim()).Where(line => line.Length > 0).ToList();
        return listed.Count > 0
            ? [.. listed.Select(line => new NewChangeRequest(line))]
            : [new NewChangeRequest(message.Length > ChangeRequest.MaxTextLength ? message[..(ChangeRequest.MaxTextLength - 1)] + "…" : message)];
    }

    private static bool IsListed(string line) =>
        line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal) || line.StartsWith("• ", StringComparison.Ordinal);
}
