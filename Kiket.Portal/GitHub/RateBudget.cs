using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Records until when each caller must wait. GitHub bans integrations that go on calling past a limit, so a caller waits
/// exactly as long as GitHub says. Each caller has its own limit
/// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
/// </summary>
internal sealed class RateBudget
{
    /// <summary>The wait that GitHub asks for when it names no time. Doubled for each limit in a row.</summary>
    private static readonly TimeSpan UnstatedWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestUnstatedWait = TimeSpan.FromMinutes(16);

    /// <summary>Expired limits are removed when there are this many callers.</summary>
    private const int MaxCallers = 10_000;

    private readonly ConcurrentDictionary<string, Pause> _pauses = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private long _remaining = -1;

    public RateBudget(TimeProvider clock, IMeterFactory meters)
    {
        _clock = clock;
        meters.CreatePortalMeter().CreateObservableGauge(
            "kiket.github.remaining", Remaining, "{call}", "Calls to GitHub that the portal itself has left in this hour, as GitHub last said.");
    }

    /// <summary>The refusal while <paramref name="caller"/> must wait, else null.</summary>
    public Error? Refusal(GitHubCaller caller)
    {
        var now = _clock.GetUtcNow();
        if (!_pauses.TryGetValue(caller.Key, out var pause) || pause.Until <= now)
        {
            return null;
        }

        var whose = caller switch
        {
            { IsPortal: false } => "this token",
            { Token: null } => "calls without a token (giving a token raises it)",
            _ => "the portal",
        };
        var wait = pause.Until - now;
        var at = pause.Until.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return Error.TooMany(
            GitHubErrors.RateLimited,
            $"GitHub's rate limit for {whose} is used up until {at} UTC. Try again in {Label(wait)}.",
            wait);
    }

    /// <summary>Reads from a response whether the caller has reached a limit, and until when.</summary>
    /// <returns>True when this response is itself a refusal because of a limit.</returns>
    public bool Learn(GitHubCaller caller, HttpStatusCode status, IReadOnlyDictionary<string, string> headers, Func<string> body)
    {
        var now = _clock.GetUtcNow();
        var isSpent = headers.TryGetValue("X-RateLimit-Remaining", out var remaining) && remaining.Trim() == "0";
        if (caller.IsPortal && long.TryParse(remaining, NumberStyles.Integer, CultureInfo.InvariantCulture, out var left))
        {
            Volatile.Write(ref _remaining, left);
        }

        var stated = RetryAfter(headers, now) ?? (isSpent ? Reset(headers) : null);
        var isLimit = status == HttpStatusCode.TooManyRequests
            || (status == HttpStatusCode.Forbidden && (isSpent || headers.ContainsKey("Retry-After") || SpeaksOfLimit(body())));
        if (isLimit)
        {
            var before = _pauses.TryGetValue(caller.Key, out var pause) ? pause.Unstated : 0;
            var unstated = stated is null ? before + 1 : 0;
            var grown = TimeSpan.FromTicks(Math.Min(UnstatedWait.Ticks << Math.Min(before, 10), LongestUnstatedWait.Ticks));
            Forget(now);
            _pauses[caller.Key] = new Pause(Later(stated, now) ?? now + grown, unstated);
            return true;
        }

        if (isSpent && Later(stated, now) is { } until)
        {
            // The last call within the limit succeeded. The next one would be refused, so it isn't made.
            _pauses[caller.Key] = new Pause(until, 0);
        }
        else if ((int)status < 400 && _pauses.TryGetValue(caller.Key, out var over) && over.Until <= now)
        {
            // Not during the pause: this call may have started before another one reached the limit.
            _pauses.TryRemove(caller.Key, out _);
        }

        return false;
    }

    /// <summary>Nothing until GitHub has said it.</summary>
    private IEnumerable<Measurement<long>> Remaining() => Volatile.Read(ref _remaining) is >= 0 and var left ? [new(left)] : [];

    internal static string Label(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return seconds == 1 ? "1 second" : seconds < 120 ? $"{seconds} seconds" : $"{minutes} minutes";
    }

    private static bool SpeaksOfLimit(string body) =>
        body.Contains("rate limit", StringComparison.OrdinalIgnoreCase) || body.Contains("abuse detection", StringComparison.OrdinalIgnoreCase);

    // Clocks differ by seconds, so a time in the past means a short wait.
    private static DateTimeOffset? Later(DateTimeOffset? stated, DateTimeOffset now) =>
        stated is { } time ? (time > now ? time : now.AddSeconds(1)) : null;

    private static DateTimeOffset? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return now.AddSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    private static DateTimeOffset? Reset(IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("X-RateLimit-Reset", out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private void Forget(DateTimeOffset now)
    {
        if (_pauses.Count < MaxCallers)
        {
            return;
        }

        foreach (var (key, pause) in _pauses)
        {
            if (pause.Until <= now)
            {
                _pauses.TryRemove(key, out _);
            }
        }
    }

    private readonly record struct Pause(DateTimeOffset Until, int Unstated);
}
