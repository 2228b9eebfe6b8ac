using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Runs rendering on at most two threads of their own. Markdig cannot be cancelled, so a caller stops waiting at the
/// time limit while the thread goes on; its slot is given back when the thread has really ended, so hostile text
/// never has more than two threads. Inputs are bounded, so every thread does end (the worst measured takes 12 s).
/// </summary>
public sealed class RenderingWorkers : IDisposable
{
    /// <summary>Code of the refusal when the time is up.</summary>
    public const string Timeout = "render_timeout";

    private const int Workers = 2;

    /// <summary>Parsers and serializers recurse with the text's depth; a thread pool thread has 1.5 MB.</summary>
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _slots = new(Workers);

    /// <summary>The work's value, or a refusal with code <c>render_timeout</c> or <c>render_failed</c>.</summary>
    /// <param name="limit">Counted from when the work starts, not from when it is asked for.</param>
    public async Task<Result<T>> RunAsync<T>(Func<T> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var done = new TaskCompletionSource<Result<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(work, done), StackBytes)
        {
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
            Name = "Rendering",
        };
        thread.Start();
        try
        {
            return await done.Task.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Error.Unavailable(Timeout, $"rendering took longer than {limit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _slots.Dispose();

    private void Run<T>(Func<T> work, TaskCompletionSource<Result<T>> done)
    {
        Result<T> result;
        try
        {
            result = work();
        }
#pragma warning disable CA1031 // Whatever a parser throws on foreign text must not end the process: this is a bare thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            result = Error.Invalid("render_failed", $"it cannot be rendered ({exception.Message})");
        }

        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The portal stopped while this was still running; nobody waits for the slot.
        }

        done.SetResult(result);
    }
}
