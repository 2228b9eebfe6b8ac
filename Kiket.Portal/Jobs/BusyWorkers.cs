using System.Collections.Concurrent;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>The workers of this process that are busy. They don't need waking, because they look for more work before they end.</summary>
internal sealed class BusyWorkers
{
    private readonly ConcurrentDictionary<JobKey, byte> _busy = new();

    public void Begin(JobKey job) => _busy[job] = 0;

    public void End(JobKey job) => _busy.TryRemove(job, out _);

    public bool Contains(JobKey job) => _busy.ContainsKey(job);
}
