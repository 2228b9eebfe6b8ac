using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Runs rendering on at most two dedicated threads. Markdig can't be cancelled, so a caller stops waiting at the time limit
/// while the thread continues. Its slot is free when the thread has really ended, so hostile text never uses more than two
/// threads. Inputs have size limits, so every thread does end (the slowest measured took 12 s).
/// </summary>
public sealed class RenderingWorkers : IDisposable
{
    /// <summary>Code of the refusal after the time limit.</summary>
    public const string Timeout = "render_timeout";

    private const int Workers = 2;

    /// <summary>Parsers and serializers recurse with the text's depth; a thread pool thread has 1.5 MB.</summary>
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _slots = new(Workers);

    /// <summary>The work's value, or a refusal with code <c>render_timeout</c> or <c>render_failed</c>.</summary>
    /// <param name="limit">Counted from the start of the work, not from the request.</param>
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
            return Error.Unavailable(Timeout, $"rendering took longer than {limit.TotalSeconds:0} seconds");
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
#pragma warning disable CA1031 // No parser exception may end the process, because this isn't a thread pool thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            result = Error.Invalid("render_failed", $"it can't be rendered ({exception.Message})");
        }

        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The portal stopped while this was running, so no one waits for the slot.
        }

        done.SetResult(result);
    }
}
