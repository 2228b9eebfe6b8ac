using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations;

/// <summary>Why an organization uninstalls an extension. Its publisher sees it.</summary>
public enum DepartureReason
{
    TooManyErrors,
    MissingFunction,
    TooExpensive,
    ReplacedByAnother,
    NoLongerNeeded,
    TrialOrTest,
    Other,
}

/// <summary>What happens to the configuration and output fields of an uninstalled extension. Secrets are always deleted at once.</summary>
public enum DepartureData
{
    /// <summary>Kept for <see cref="Departure.RetentionTime"/>, so that installing it again offers them.</summary>
    Keep,

    DeleteNow,
}

/// <summary>An organization's parting words.</summary>
/// <param name="ShareName">Whether the publisher sees which organization it was.</param>
/// <param name="By">Who asked for it.</param>
public sealed record Departure(DepartureReason Reason, string Text, bool ShareName, DepartureData Data, Guid By, string ByName)
{
    public const int MaxText = 1000;

    public static readonly TimeSpan RetentionTime = TimeSpan.FromDays(30);

    public static Error? Problem(string text) => text.Length == 0 ? null : PlainText.Problem(text, "text", "The text", MaxText, empty: null);

    public DateTimeOffset? DataUntil(DateTimeOffset now) => Data == DepartureData.Keep ? now + RetentionTime : null;
}
