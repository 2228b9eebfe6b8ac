using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Foundation;

public sealed class BatchedCallsTests
{
    private readonly List<IReadOnlyList<int>> _batches = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Calls_that_come_while_one_runs_share_the_next_batch_and_each_gets_its_own_answer()
    {
        var calls = new BatchedCalls<int, int>(3, async batch =>
        {
            _batches.Add(batch);
            await _first.Task;
            return [.. batch.Select(number => number * 10)];
        });

        var answers = new List<Task<int>> { calls.RunAsync(1) };
        await Wait.UntilAsync(() => _batches.Count == 1);
        answers.AddRange(Enumerable.Range(2, 4).Select(calls.RunAsync));
        _first.SetResult();

        var all = await Task.WhenAll(answers);
        Assert.Equal([10, 20, 30, 40, 50], all);
        Assert.Equal([[1], [2, 3, 4], [5]], _batches);
        Assert.Equal(60, await calls.RunAsync(6));
    }

    [Fact]
    public async Task What_one_call_fails_at_does_not_fail_the_others()
    {
        var calls = new BatchedCalls<int, int>(10, async batch =>
        {
            await _first.Task;
            return batch.Contains(3) ? throw new InvalidOperationException("3") : batch;
        });

        var answers = Enumerable.Range(1, 4).Select(calls.RunAsync).ToList();
        _first.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => answers[2]);
        var others = await Task.WhenAll(answers[0], answers[1], answers[3]);
        Assert.Equal([1, 2, 4], others);
    }

    [Fact]
    public async Task A_failure_that_all_share_is_tried_once()
    {
        var calls = new BatchedCalls<int, int>(10, async batch =>
        {
            _batches.Add(batch);
            await _first.Task;
            throw new TimeoutException();
        })
        {
            IsShared = exception => exception is TimeoutException,
        };

        var answers = new List<Task<int>> { calls.RunAsync(1) };
        await Wait.UntilAsync(() => _batches.Count == 1);
        answers.AddRange([calls.RunAsync(2), calls.RunAsync(3)]);
        _first.SetResult();

        foreach (var answer in answers)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => answer);
        }

        Assert.Equal([[1], [2, 3]], _batches);
    }
}
