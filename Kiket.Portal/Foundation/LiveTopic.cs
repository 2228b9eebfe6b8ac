namespace Kiket.Portal.Foundation;

/// <summary>
/// A signal "something about this key changed", on whichever node it changed. Live pages subscribe, read again from the database, and stop by
/// disposing what they got. Carries no data on purpose: what a page may see is decided by the query it runs.
/// </summary>
/// <remarks>
/// A subscriber affects neither whoever publishes nor the other subscribers: publishing does not wait for any of them, and
/// what one throws is logged. Changes that come while a subscriber is still at work become one more call of it.
/// </remarks>
public abstract class LiveTopic(ILogger logger) : ISharedSignal
{
    private readonly ILogger _logger = logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HashSet<Subscription>> _subscriptions = [];
    private Action<string>? _send;

    string ISharedSignal.Name => GetType().Name;

    /// <summary>How many keys have subscribers.</summary>
    public int SubscribedKeys
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Calls <paramref name="changed"/> after each change of <paramref name="key"/> until disposed.</summary>
    /// <param name="key">What to follow: a submission, a user, an organization.</param>
    /// <param name="changed">Called on the thread pool, never twice at a time.</param>
    public IDisposable Subscribe(Guid key, Func<Task> changed)
    {
        var subscription = new Subscription(this, key, changed);
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(key, out var subscribers))
            {
                _subscriptions[key] = subscribers = [];
            }

            subscribers.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Says that something about a key changed. Call after the commit; returns without waiting for subscribers.</summary>
    public Task PublishAsync(Guid key)
    {
        _send?.Invoke(key.ToString());
        return RaiseAsync(key);
    }

    void ISharedSignal.ShareWith(Action<string> send) => _send = send;

    Task ISharedSignal.ReceiveAsync(string? key) => RaiseAsync(Guid.TryParse(key, out var changed) ? changed : null);

    /// <summary>What has to be done on each node before subscribers read again.</summary>
    /// <param name="key">Null when anything may have changed.</param>
    protected virtual Task ChangedAsync(Guid? key) => Task.CompletedTask;

    private async Task RaiseAsync(Guid? key)
    {
        await ChangedAsync(key);
        CallSubscribers(key);
    }

    /// <summary>Has them read again, without waiting for them.</summary>
    /// <param name="key">Null for all of them.</param>
    protected void CallSubscribers(Guid? key)
    {
        Subscription[] subscribers;
        lock (_lock)
        {
            subscribers = key is not { } changed ? [.. _subscriptions.Values.SelectMany(all => all)]
                : _subscriptions.TryGetValue(changed, out var found) ? [.. found]
                : [];
        }

        foreach (var subscriber in subscribers)
        {
            subscriber.Raise();
        }
    }

    private void Remove(Subscription subscription, Guid key)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(key, out var subscribers) && subscribers.Remove(subscription) && subscribers.Count == 0)
            {
                _subscriptions.Remove(key);
            }
        }
    }

    private sealed class Subscription(LiveTopic topic, Guid key, Func<Task> changed) : IDisposable
    {
        /// <summary>Changes since the subscriber was idle; it runs while this is not 0.</summary>
        private int _changes;
        private volatile bool _isDisposed;

        public void Raise()
        {
            if (Interlocked.Increment(ref _changes) == 1)
            {
                // Without the context of whoever publishes: a page must not run as part of another person's request.
                ThreadPool.UnsafeQueueUserWorkItem(static subscription => _ = subscription.RunAsync(), this, preferLocal: false);
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            topic.Remove(this, key);
        }

        private async Task RunAsync()
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _changes);
                await CallAsync();
            }
            while (Interlocked.CompareExchange(ref _changes, 0, seen) != seen);
        }

        private async Task CallAsync()
        {
            if (_isDisposed)
            {
                return;
            }

            try
            {
                await changed();
            }
            catch (Exception exception)
            {
                LiveTopicLog.Failed(topic._logger, exception, topic.GetType().Name, key);
            }
        }
    }
}

internal static partial class LiveTopicLog
{
    [LoggerMessage(LogLevel.Error, "A subscriber of {Topic} failed after a change of {Key}.")]
    public static partial void Failed(ILogger logger, Exception exception, string topic, Guid key);
}
