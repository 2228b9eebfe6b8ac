using System.Collections.Concurrent;

namespace Kiket.Portal.Foundation;

/// <summary>
/// In-process signal "something about this key changed". Live screens subscribe, read the database again, and dispose
/// the subscription to leave. It carries no data on purpose: the query that a screen runs decides what it may see.
/// </summary>
/// <typeparam name="TKey">What changed: a submission id, a user id, an organization id.</typeparam>
public class LiveTopic<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, ConcurrentDictionary<Subscription, byte>> _subscriptions = new();

    /// <summary>Calls <paramref name="changed"/> after each change of <paramref name="key"/> until disposed.</summary>
    public IDisposable Subscribe(TKey key, Func<Task> changed)
    {
        var subscription = new Subscription(this, key, changed);
        _subscriptions.GetOrAdd(key, _ => new()).TryAdd(subscription, 0);
        return subscription;
    }

    /// <summary>Notifies the subscribers. One that fails (its circuit has just closed) doesn't stop the others.</summary>
    public virtual async Task PublishAsync(TKey key)
    {
        if (!_subscriptions.TryGetValue(key, out var listeners))
        {
            return;
        }

        foreach (var listener in listeners.Keys)
        {
            try
            {
                await listener.Changed();
            }
            catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or TaskCanceledException)
            {
                listener.Dispose();
            }
        }
    }

    private sealed class Subscription(LiveTopic<TKey> topic, TKey key, Func<Task> changed) : IDisposable
    {
        public Func<Task> Changed { get; } = changed;

        public void Dispose()
        {
            if (topic._subscriptions.TryGetValue(key, out var listeners))
            {
                listeners.TryRemove(this, out _);
            }
        }
    }
}
