namespace Kiket.Portal.Installations.Calls;

/// <summary>One call of an extension as it was tried. Never changes.</summary>
public sealed class CallAttempt
{
    public const int MaxEvent = 200;
    public const int MaxAddress = 500;

    private CallAttempt()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The installation's public number.</summary>
    public long Installation { get; private set; }

    /// <summary>The same for all tries of one call.</summary>
    public Guid Invocation { get; private set; }

    public string Event { get; private set; } = "";

    /// <summary>1 for the first try.</summary>
    public int Try { get; private set; }

    /// <summary>The last address that was asked, without its query.</summary>
    public string Address { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public int DurationMs { get; private set; }

    public CallResult Result { get; private set; }

    public int? Status { get; private set; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; private set; }

    internal static CallAttempt Of(
        long installation, ExtensionCall call, int number, Uri address, CallResult result, CallOutcome outcome, TimeSpan duration, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Installation = installation,
            Invocation = call.Invocation,
            Event = Short(call.Event, MaxEvent),
            Try = number,
            Address = Short(address.GetLeftPart(UriPartial.Path), MaxAddress),
            At = now,
            DurationMs = (int)Math.Min(duration.TotalMilliseconds, int.MaxValue),
            Result = result,
            Status = outcome.Status,
            Message = outcome.Message,
        };

    private static string Short(string text, int length) => text.Length > length ? text[..(length - 1)] + "…" : text;
}
