namespace Kiket.Portal.Analytics.Rules;

/// <summary>One run of a handler, as an SDK reports it. Fields about the customer, the caller or the address are not read.</summary>
/// <param name="Event">Such as <c>issue.created</c>.</param>
/// <param name="Milliseconds">0 to an hour.</param>
/// <param name="SentAt">By the sender's clock; null when it isn't an instant. It decides nothing.</param>
/// <param name="ExtensionId">As the sender says; null when it doesn't.</param>
/// <param name="Version">Of the extension, as the sender says; null when it doesn't.</param>
/// <param name="ErrorClass">Empty when nothing failed, or when the sender doesn't say.</param>
/// <param name="ErrorMessage">Not yet scrubbed.</param>
public sealed record SentEvent(
    string Event,
    bool IsError,
    double Milliseconds,
    DateTimeOffset? SentAt,
    string? ExtensionId,
    string? Version,
    string ErrorClass,
    string ErrorMessage)
{
    public const int MaxEvent = 100;

    public const int MaxClass = 200;

    public const int MaxMessage = 1000;

    /// <summary>Of a message before it is scrubbed: a secret at the edge of what is shown is seen whole.</summary>
    public const int MaxSentMessage = 2000;

    /// <summary>Longer than any id or version.</summary>
    public const int MaxId = 256;
}
