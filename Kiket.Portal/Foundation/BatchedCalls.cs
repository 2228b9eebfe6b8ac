using System.Collections.Concurrent;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Does the same for many callers at once. One batch runs at a time: calls that come meanwhile share the next one, so many of
/// them cost a fraction of as many single ones, and a call alone waits for nobody.
/// </summary>
/// <param name="most">The most calls in one batch.</param>
/// <param name="run">Answers the calls of a batch, in their order.</param>
public sealed class BatchedCalls<TCall, TAnswer>(int most, Func<IReadOnlyList<TCall>, Task<IReadOnlyList<TAnswer>>> run)
{
    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _isRunning;

    /// <summary>Ends with the call's batch, also if its caller no longer waits.</summary>
    /// <exception cref="Exception">What the batch threw, or what the call threw alone where <see cref="IsShared"/> said no.</exception>
    public Task<TAnswer> RunAsync(TCall call)
    {
        var waiting = new Waiting(call);
        _waiting.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0)
        {
            _ = Task.Run(WorkAsync);
        }

        return waiting.Answer.Task;
    }

    /// <summary>
    /// Whether each call of a batch would fail like this. By default none would: what one of them fails at isn't the others' fault, so each
    /// runs again alone.
    /// </summary>
    public Func<Exception, bool> IsShared { get; init; } = _ => false;

    private async Task WorkAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } batch)
            {
                await RunAsync(batch);
            }

            Volatile.Write(ref _isRunning, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0);
    }

    private List<Waiting> Next()
    {
        var batch = new List<Waiting>();
        while (batch.Count < most && _waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }

    private async Task RunAsync(List<Waiting> batch)
    {
        try
        {
            var answers = await run(batch.ConvertAll(waiting => waiting.Call));
            foreach (var (waiting, answer) in batch.Zip(answers))
            {
                waiting.Answer.TrySetResult(answer);
            }
        }
        catch (Exception exception) when (batch.Count == 1 || IsShared(exception))
        {
            batch.ForEach(waiting => waiting.Answer.TrySetException(exception));
        }
        catch (Exception)
        {
            foreach (var waiting in batch)
            {
                await RunAsync([waiting]);
            }
        }
    }

    private sealed record Waiting(TCall Call)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
