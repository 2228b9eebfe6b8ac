namespace Kiket.Portal.Events;

/// <summary>
/// Does what follows from an event. It can run again after a crash or a failure, so running it twice has the effect of
/// running it once, and it dates what it writes by the event's instant: late or punctual, it writes the same rows.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : IEvent
{
    /// <summary>Throws when it could not be done now: it is tried again, <see cref="EventDelivery.MaxTries"/> times in all.</summary>
    /// <param name="at">When it happened.</param>
    Task RunAsync(TEvent happened, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>That a handler wants an event. Known without making the handler, which itself may write events.</summary>
/// <param name="Handler">A stored name such as <c>routine-approval</c>; it never changes and is unique per event.</param>
internal sealed record EventSubscription(string Handler, Type Event, Func<IServiceProvider, IEvent, DateTimeOffset, CancellationToken, Task> RunAsync)
{
    public string EventName { get; } = EventNameAttribute.Of(Event);
}

public static class EventSubscriptions
{
    /// <summary>Has events of one type brought to a handler, in order per subject, at least once.</summary>
    /// <param name="name">A stored name such as <c>routine-approval</c>: progress is kept under it.</param>
    public static IServiceCollection AddEventHandler<TEvent, THandler>(this IServiceCollection services, string name)
        where TEvent : IEvent
        where THandler : class, IEventHandler<TEvent>
    {
        services.AddSingleton(new EventSubscription(
            name, typeof(TEvent), (provider, happened, at, cancellationToken) => provider.GetRequiredService<THandler>().RunAsync((TEvent)happened, at, cancellationToken)));
        return services;
    }
}
