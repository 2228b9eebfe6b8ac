using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Until when each caller must keep quiet. GitHub bans integrations that go on calling past a limit, so a
/// limit once told is kept to the second, for that caller alone
/// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
/// </summary>
internal sealed class RateBudget(TimeProvider clock)
{
    /// <summary>What GitHub asks for when it names no time; doubled each time in a row.</summary>
    private static readonly TimeSpan UntoldWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestUntoldWait = TimeSpan.FromMinutes(16);

    /// <summary>Past limits are forgotten when this many callers are known.</summary>
    private const int MaxCallers = 10_000;

    private readonly ConcurrentDictionary<string, Pause> _pauses = new(StringComparer.Ordinal);

    /// <summary>The refusal while <paramref name="caller"/> must wait, else null.</summary>
    public Error? Refusal(GitHubCaller caller)
    {
        var now = clock.GetUtcNow();
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

    /// <summary>Takes from an answer whether the caller has reached a limit, and until when.</summary>
    /// <returns>True when this very answer refused because of a limit.</returns>
    public bool Learn(GitHubCaller caller, HttpStatusCode status, IReadOnlyDictionary<string, string> headers, Func<string> body)
    {
        var now = clock.GetUtcNow();
        var isSpent = headers.TryGetValue("X-RateLimit-Remaining", out var remaining) && remaining.Trim() == "0";
        var notified = RetryAfter(headers, now) ?? (isSpent ? Reset(headers) : null);
        var isLimit = status == HttpStatusCode.TooManyRequests
            || (status == HttpStatusCode.Forbidden && (isSpent || headers.ContainsKey("Retry-After") || SpeaksOfLimit(body())));
        if (isLimit)
        {
            var before = _pauses.TryGetValue(caller.Key, out var pause) ? pause.Untold : 0;
            var untold = notified is null ? before + 1 : 0;
            var grown = TimeSpan.FromTicks(Math.Min(UntoldWait.Ticks << Math.Min(before, 10), LongestUntoldWait.Ticks));
            Forget(now);
            _pauses[caller.Key] = new Pause(Later(notified, now) ?? now + grown, untold);
            return true;
        }

        if (isSpent && Later(notified, now) is { } until)
        {
            // The last call of the hour succeeded: the next one would be refused, so it is not made.
            _pauses[caller.Key] = new Pause(until, 0);
        }
        else if ((int)status < 400 && _pauses.TryGetValue(caller.Key, out var over) && over.Until <= now)
        {
            // Not while the pause lasts: this may be a call that was under way when another met the limit.
            _pauses.TryRemove(caller.Key, out _);
        }

        return false;
    }

    internal static string Label(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return seconds == 1 ? "1 second" : seconds < 120 ? $"{seconds} seconds" : $"{minutes} minutes";
    }

    private static bool SpeaksOfLimit(string body) =>
        body.Contains("rate limit", StringComparison.OrdinalIgnoreCase) || body.Contains("abuse detection", StringComparison.OrdinalIgnoreCase);

    // A time that has passed is no time: clocks differ by seconds.
    private static DateTimeOffset? Later(DateTimeOffset? notified, DateTimeOffset now) =>
        notified is { } time ? (time > now ? time : now.AddSeconds(1)) : null;

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

    private readonly record struct Pause(DateTimeOffset Until, int Untold);
}
