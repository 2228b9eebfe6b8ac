namespace Kiket.Portal.Edge;

/// <summary>Calls that the edge refused, counted since it started.</summary>
/// <param name="Installation">The key; empty for a source that belongs to none.</param>
/// <param name="Host">The name that was called or asked for, or the caller's address; empty when unknown.</param>
/// <param name="Reason">The refusal's name.</param>
public sealed record BlockedCount(string Installation, string Host, string Reason, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>The counts of one run of the edge. They only rise, so fetching them twice counts nothing twice.</summary>
/// <param name="Run">Another one after each start, when counting begins at zero.</param>
public sealed record BlockedReport(Guid Run, IReadOnlyList<BlockedCount> Counts);

/// <summary>Counts refused calls by installation, host and reason, within a fixed amount of memory.</summary>
public sealed class BlockedCalls(TimeProvider clock)
{
    /// <summary>A container that invents names fills this many entries; the rest is counted together.</summary>
    public const int MaxHosts = 1000;

    /// <summary>Stands for every host beyond <see cref="MaxHosts"/>.</summary>
    public const string Others = "(others)";

    private readonly Lock _turn = new();
    private readonly Guid _run = Guid.NewGuid();
    private readonly Dictionary<string, Dictionary<(string Host, Refusal Reason), BlockedCount>> _counts = new(StringComparer.Ordinal);

    public void Add(string installation, string host, Refusal reason)
    {
        var now = clock.GetUtcNow();
        lock (_turn)
        {
            if (!_counts.TryGetValue(installation, out var counts))
            {
                _counts[installation] = counts = [];
            }

            var key = (host, reason);
            if (!counts.ContainsKey(key) && counts.Count >= MaxHosts)
            {
                key = (Others, reason);
            }

            counts[key] = counts.TryGetValue(key, out var count)
                ? count with { Count = count.Count + 1, Last = now }
                : new BlockedCount(installation, key.Item1, reason.Name(), 1, now, now);
        }
    }

    public BlockedReport Read()
    {
        lock (_turn)
        {
            return new BlockedReport(_run, [.. _counts.Values.SelectMany(counts => counts.Values)]);
        }
    }

    /// <summary>Forgets installations that are gone, or the counts would grow with every one that ever ran.</summary>
    public void Forget(Func<string, bool> isKnown)
    {
        lock (_turn)
        {
            foreach (var gone in _counts.Keys.Where(key => key.Length > 0 && !isKnown(key)).ToList())
            {
                _counts.Remove(gone);
            }
        }
    }
}
