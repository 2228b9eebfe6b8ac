using Kiket.Portal.Jobs;

namespace Kiket.Portal.Events;

/// <summary>"There are events": has the workers look at once.</summary>
public sealed class EventSignal(WorkSignal signal)
{
    public void Raise() => signal.Raise(EventQueue.QueueName);
}
