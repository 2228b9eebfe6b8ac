using System.Threading.Channels;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>One event on its way to the writer.</summary>
/// <param name="At">When it was received; the sender's clock decides nothing.</param>
public readonly record struct ReceivedEvent(TelemetrySender Sender, SentEvent Sent, DateTimeOffset At);

/// <summary>Between those that receive and the one that writes. When it is full, senders are refused instead of waiting.</summary>
public sealed class TelemetryQueue
{
    public const int Capacity = 50_000;

    private readonly Channel<ReceivedEvent> _events = Channel.CreateBounded<ReceivedEvent>(new BoundedChannelOptions(Capacity)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public ChannelReader<ReceivedEvent> Reader => _events.Reader;

    public int Count => _events.Reader.Count;

    /// <summary>All of them or none, so that a sender that is refused can send them again.</summary>
    public bool TryAdd(TelemetrySender sender, IReadOnlyList<SentEvent> events, DateTimeOffset at)
    {
        if (_events.Reader.Count + events.Count > Capacity)
        {
            return false;
        }

        foreach (var sent in events)
        {
            if (!_events.Writer.TryWrite(new ReceivedEvent(sender, sent, at)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The portal stops: nothing more is taken.</summary>
    public void Complete() => _events.Writer.TryComplete();
}
