using System.Collections.Concurrent;
using Quartz;

namespace Kiket.Portal.Jobs;

/// <summary>Which workers of this process are at work: those need no waking, they look again before they end.</summary>
internal sealed class BusyWorkers
{
    private readonly ConcurrentDictionary<JobKey, byte> _busy = new();

    public void Begin(JobKey job) => _busy[job] = 0;

    public void End(JobKey job) => _busy.TryRemove(job, out _);

    public bool Contains(JobKey job) => _busy.ContainsKey(job);
}
