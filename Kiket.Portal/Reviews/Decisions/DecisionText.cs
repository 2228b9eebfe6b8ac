using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>The validated text of a decision: the message and the requested changes.</summary>
internal sealed record DecisionText(string Message, IReadOnlyList<NewChangeRequest> Items)
{
    public static Result<DecisionText> Read(DecideSubmissionRequest request)
    {
        var message = request.Message?.Trim() ?? "";
        IReadOnlyList<NewChangeRequest> items = request.Decision == Decision.RequestChanges ? ItemsOf(request.Items, message) : [];
        if (request.Decision != Decision.Approve && message.Length == 0 && items.Count == 0)
        {
            return Error.Field("message", "message_required", request.Decision == Decision.Reject
                ? "Say why. The publisher reads this to understand what to improve."
                : "Say what must change. The publisher works from your message.");
        }

        if (message.Length > SendMessage.MaxLength)
        {
            return Error.Field("message", "message_length", $"The message has {message.Length} characters; the limit is {SendMessage.MaxLength}.");
        }

        if (items.Count > ChangeRequest.MaxItems)
        {
            return Error.Field("items", "items_count", $"There are {items.Count} items; the limit is {ChangeRequest.MaxItems}.");
        }

        return items.FirstOrDefault(item => item.Text.Length > ChangeRequest.MaxTextLength) is { } tooLong
            ? Error.Field(
                "items",
                "item_length",
                $"An item has {tooLong.Text.Length} characters; the limit is {ChangeRequest.MaxTextLength}. Put the rest into the message.")
            : new DecisionText(message, items);
    }

    /// <summary>The given items, or the list in the message, or the whole message as the only item.</summary>
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
