using Kiket.Portal.Foundation;

namespace Kiket.Portal.Notifications;

/// <summary>
/// A person's address that a mail server refuses for good. After <see cref="MostRefusals"/> no more notices are mailed to it until the
/// person changes or confirms it, or asks to try again: servers that keep offering refused mail end up on block lists.
/// </summary>
public sealed class RefusedMailbox
{
    /// <summary>One can be a server's mistake; three different mails are not.</summary>
    public const int MostRefusals = 3;

    public const int MaxReason = 300;

    private RefusedMailbox()
    {
    }

    public Guid UserId { get; private set; }

    /// <summary>Another address than the person's own is an old one, and says nothing any more.</summary>
    public string Address { get; private set; } = "";

    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public int Refusals { get; private set; }

    /// <summary>What the server said the last time, on one line.</summary>
    public string Reason { get; private set; } = "";

    public bool IsPaused => Refusals >= MostRefusals;

    internal static RefusedMailbox Of(Guid userId) => new() { UserId = userId };

    internal void Refused(string address, string reason, DateTimeOffset now)
    {
        if (Address != address)
        {
            (Address, Since, Refusals) = (address, now, 0);
        }

        var line = PlainText.OneLine(PlainText.WellFormed(reason));
        (LastAt, Reason) = (now, line.Length > MaxReason ? line[..(MaxReason - 1)] + "…" : line);
        Refusals++;
    }
}
