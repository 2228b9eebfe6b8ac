using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// A page, or a part of one, that updates by itself: after changes elsewhere (<see cref="Follow"/>) and as time goes by
/// (<see cref="Every"/>). What fails there reaches the error boundary around the page as if it had failed in an event of the
/// page itself. All of it ends with the page.
/// </summary>
/// <remarks>
/// Its parameters are also set again as soon as <see cref="Account.RevalidatePerson"/> sees that the person's rights changed,
/// so a page that checks access where it reads its parameters needs no timer for that.
/// </remarks>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly Dictionary<LiveTopic, (Guid Key, IDisposable Subscription)> _subscriptions = [];
    private readonly List<ITimer> _timers = [];
    private readonly CancellationTokenSource _left = new();

    /// <summary>Who is signed in. Not for decisions: rights are read from the database.</summary>
    [CascadingParameter]
    public Task<AuthenticationState>? SignedIn { get; set; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>The page was left: nothing is drawn any more.</summary>
    protected bool IsDisposed { get; private set; }

    /// <summary>Canceled when the page is left.</summary>
    protected CancellationToken WhenLeft => _left.Token;

    /// <summary>
    /// Refreshes after each change of a key, and follows that key alone of the topic. Does nothing while the page is only
    /// rendered, so it can be called wherever the key becomes known, also again.
    /// </summary>
    protected void Follow(LiveTopic topic, Guid key, Func<Task> refresh)
    {
        if (!RendererInfo.IsInteractive || IsDisposed)
        {
            return;
        }

        if (_subscriptions.TryGetValue(topic, out var followed))
        {
            if (followed.Key == key)
            {
                return;
            }

            followed.Subscription.Dispose();
        }

        _subscriptions[topic] = (key, topic.Subscribe(key, () => RunAsync(refresh)));
    }

    /// <summary>Refreshes in an interval, from when the page is live. Call it once, such as in <c>OnInitialized</c>.</summary>
    /// <param name="refresh">Null draws again without reading, for times that are shown as ages.</param>
    protected void Every(TimeSpan interval, Func<Task>? refresh = null)
    {
        var isRunning = false;
        if (RendererInfo.IsInteractive && !IsDisposed)
        {
            _timers.Add(Clock.CreateTimer(_ => _ = TickAsync(), state: null, interval, interval));
        }

        async Task TickAsync()
        {
            if (!Interlocked.Exchange(ref isRunning, true))
            {
                await RunAsync(refresh ?? (() => Task.CompletedTask));
                isRunning = false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await _left.CancelAsync();
        foreach (var (_, subscription) in _subscriptions.Values)
        {
            subscription.Dispose();
        }

        foreach (var timer in _timers)
        {
            await timer.DisposeAsync();
        }

        await LeaveAsync();
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what else the page has.</summary>
    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(Func<Task> refresh)
    {
        try
        {
            await InvokeAsync(() => IsDisposed ? Task.CompletedTask : RefreshAsync(refresh));
        }
        catch (Exception exception) when (IsDisposed || exception is ObjectDisposedException)
        {
            // The page was left while it read again.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task RefreshAsync(Func<Task> refresh)
    {
        await refresh();
        if (!IsDisposed)
        {
            StateHasChanged();
        }
    }
}
