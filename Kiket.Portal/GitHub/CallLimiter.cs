namespace Kiket.Portal.GitHub;

/// <summary>
/// Limits the number of calls at a time, so that a slow GitHub can't use up every thread and socket. Calls for someone at
/// a screen go before background calls, and the background never uses more than half.
/// </summary>
internal sealed class CallLimiter
{
    private const int Slots = 8;
    private const int BackgroundSlots = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _interactive = new();
    private readonly LinkedList<TaskCompletionSource> _background = new();
    private int _taken;
    private int _takenByBackground;

    public async Task<IDisposable> EnterAsync(GitHubPriority priority, CancellationToken cancellationToken)
    {
        var isBackground = priority == GitHubPriority.Background;
        var queue = isBackground ? _background : _interactive;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            queue.AddLast(turn);
            Admit();
        }

        try
        {
            await turn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                // The slot may have been assigned at the same moment; then it is returned.
                if (!queue.Remove(turn))
                {
                    Leave(isBackground);
                }
            }

            throw;
        }

        return new Slot(this, isBackground);
    }

    private void Admit()
    {
        while (_taken < Slots)
        {
            if (_interactive.First is { } first)
            {
                _interactive.RemoveFirst();
                _taken++;
                first.Value.SetResult();
            }
            else if (_background.First is { } next && _takenByBackground < BackgroundSlots)
            {
                _background.RemoveFirst();
                _taken++;
                _takenByBackground++;
                next.Value.SetResult();
            }
            else
            {
                return;
            }
        }
    }

    private void Leave(bool wasBackground)
    {
        _taken--;
        _takenByBackground -= wasBackground ? 1 : 0;
        Admit();
    }

    private sealed class Slot(CallLimiter limiter, bool isBackground) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            lock (limiter._lock)
            {
                if (!_left)
                {
                    _left = true;
                    limiter.Leave(isBackground);
                }
            }
        }
    }
}
