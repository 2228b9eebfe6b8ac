using System.Collections.Concurrent;
using System.IO.Enumeration;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>The planned faults, and the received calls. Paths are GitHub's, without the <c>/api/v3</c> prefix.</summary>
public sealed class FaultPlan
{
    /// <summary>The counters keep counting in a long demo, but the list of calls is limited.</summary>
    private const int RememberedCalls = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Planned> _faults = [];
    private readonly ConcurrentQueue<GitHubCall> _calls = new();

    public IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults.Select(planned => planned.Fault)];
            }
        }
    }

    /// <summary>The latest calls, oldest first.</summary>
    public IReadOnlyList<GitHubCall> Calls => [.. _calls];

    /// <summary>Later faults come before earlier ones for the same path.</summary>
    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Insert(0, new Planned(fault));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    public void ForgetCalls() => _calls.Clear();

    /// <summary>How often a path was requested; <c>*</c> stands for any characters.</summary>
    public int CallsTo(string pattern) => _calls.Count(call => Matches(pattern, call.Path));

    internal void Record(GitHubCall call)
    {
        _calls.Enqueue(call);
        while (_calls.Count > RememberedCalls)
        {
            _calls.TryDequeue(out _);
        }
    }

    /// <summary>The fault for this call, if any. A used-up fault is removed.</summary>
    internal Fault? Take(string path, string? token)
    {
        lock (_lock)
        {
            var planned = _faults.FirstOrDefault(candidate =>
                Matches(candidate.Fault.Pattern, path)
                && (candidate.Fault.Token is not { } only || only.Equals(token, StringComparison.Ordinal)));
            if (planned is null)
            {
                return null;
            }

            planned.Used++;
            if (planned.Fault.Times is { } times && planned.Used >= times)
            {
                _faults.Remove(planned);
            }

            return planned.Fault;
        }
    }

    private static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: true);

    private sealed class Planned(Fault fault)
    {
        public Fault Fault { get; } = fault;

        public int Used { get; set; }
    }
}

/// <summary>One call that the local GitHub received.</summary>
public sealed record GitHubCall(string Method, string Path, string Query, bool WithToken, bool Conditional);
