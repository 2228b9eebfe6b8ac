namespace Kiket.Portal.Components.Shared;

/// <summary>One message of a conversation, as the reader sees it.</summary>
/// <param name="Own">Written by the reader's own side.</param>
/// <param name="Role">Which side the author speaks for: Publisher, Reviewer.</param>
public sealed record ThreadMessage(string Author, string? Role, DateTimeOffset At, string Text, bool Own = false);
