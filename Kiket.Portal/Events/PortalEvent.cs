
namespace Kiket.Portal.Events;

/// <summary>
/// Something that happened, written in the same transaction. Its handlers do the follow-up work, each with its own
/// <see cref="EventDelivery"/>.
/// </summary>
public sealed class PortalEvent
{
    public const int MaxType = 80;
    public const int MaxSubject = 120;

    private PortalEvent()
    {
    }

    /// <summary>Rises with every event: the order of events about one subject.</summary>
    public long Id { get; private set; }

    /// <summary>A name such as <c>submission.submitted</c>. Stored names never change.</summary>
    public string Type { get; private set; } = "";

    /// <summary>What it is about, such as <c>submission:0199…</c>. Events about one subject are handled in their order.</summary>
    public string Subject { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>The event as JSON.</summary>
    public string Data { get; private set; } = "";

    public List<EventDelivery> Deliveries { get; private set; } = [];

    internal static PortalEvent Of(IEvent happened, string type, IEnumerable<string> handlers, DateTimeOffset now)
    {
        var stored = new PortalEvent { Type = type, Subject = happened.Subject, At = now, Data = EventJson.Write(happened) };
        stored.Deliveries.AddRange(handlers.Select(handler => EventDelivery.Of(handler, happened.Subject, now)));
        return stored;
    }

    /// <summary>With its number before it is stored.</summary>
    internal PortalEvent As(long id)
    {
        Id = id;
        return this;
    }
}
