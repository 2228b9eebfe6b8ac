using System.Collections.Concurrent;
using System.Globalization;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// Calls per hour, for each token and for callers without one. GitHub grants the latter 60, but a demo must not stop
/// after a few clicks, so the default is that of a token. Tests set their own.
/// </summary>
public sealed class RateLimits(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public int PerToken { get; set; } = 5000;

    public int Anonymous { get; set; } = 5000;

    /// <summary>Counts one call when <paramref name="counts"/>; false when none is left.</summary>
    internal bool Take(string? token, bool counts)
    {
        var window = Current(token);
        lock (window)
        {
            if (counts && window.Used >= window.Limit)
            {
                return false;
            }

            window.Used += counts ? 1 : 0;
            return true;
        }
    }

    /// <summary>A 304 response does not count.</summary>
    internal void GiveBack(string? token)
    {
        var window = Current(token);
        lock (window)
        {
            window.Used = Math.Max(0, window.Used - 1);
        }
    }

    internal void WriteTo(IHeaderDictionary headers, string? token)
    {
        var state = State(token);
        headers["X-RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Used"] = state.Used.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.Reset.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Resource"] = "core";
    }

    internal RateState State(string? token)
    {
        var window = Current(token);
        return new RateState(window.Limit, window.Limit - window.Used, window.Used, window.Ends.ToUnixTimeSeconds());
    }

    private Window Current(string? token)
    {
        var now = time.GetUtcNow();
        Window Fresh() => new(token is null ? Anonymous : PerToken, now.AddHours(1));
        return _windows.AddOrUpdate(token ?? "", _ => Fresh(), (_, window) => window.Ends > now ? window : Fresh());
    }

    internal sealed record RateState(int Limit, int Remaining, int Used, long Reset);

    private sealed class Window(int limit, DateTimeOffset ends)
    {
        public int Limit { get; } = limit;

        public DateTimeOffset Ends { get; } = ends;

        public int Used { get; set; }
    }
}
