namespace Kiket.Portal.Events;

/// <summary>
/// Handles an event. It can run again after a crash or a failure, so running it twice must have the effect of running it
/// once. It dates its rows by the event's instant, so that a late run writes the same rows as an early one.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : IEvent
{
    /// <summary>Throws when it fails for now. It is tried again, <see cref="EventDelivery.MaxTries"/> times in total.</summary>
    /// <param name="at">When it happened.</param>
    Task RunAsync(TEvent happened, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A subscription of a handler to an event. It is known without creating the handler, which may itself write events.</summary>
/// <param name="Handler">A stored name such as <c>routine-approval</c>; it never changes and is unique per event.</param>
internal sealed record EventSubscription(string Handler, Type Event, Func<IServiceProvider, IEvent, DateTimeOffset, CancellationToken, Task> RunAsync)
{
    public string EventName { get; } = EventNameAttribute.Of(Event);
}

public static class EventSubscriptions
{
    /// <summary>Delivers events of one type to a handler, in order per subject, at least once.</summary>
    /// <param name="name">A stored name such as <c>routine-approval</c>. The progress is stored under it.</param>
    public static IServiceCollection AddEventHandler<TEvent, THandler>(this IServiceCollection services, string name)
        where TEvent : IEvent
        where THandler : class, IEventHandler<TEvent>
    {
        services.AddSingleton(new EventSubscription(
            name,
            typeof(TEvent),
            (provider, happened, at, cancellationToken) => provider.GetRequiredService<THandler>().RunAsync((TEvent)happened, at, cancellationToken)));
        return services;
    }
}
