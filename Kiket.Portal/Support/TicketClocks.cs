using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Support;

/// <summary>What is measured.</summary>
public enum TicketClock
{
    /// <summary>Until a person of the publisher writes. Never paused.</summary>
    FirstResponse,

    /// <summary>Until the ticket is resolved. Stands still while it waits for the customer or is resolved.</summary>
    Resolution,
}

/// <summary>How far a clock is.</summary>
public enum ClockThreshold
{
    /// <summary>80 % of the promised time.</summary>
    Warning,

    /// <summary>All of it.</summary>
    Breach,
}

/// <summary>What a publisher promised when a ticket was opened. Frozen by value: later changes of the listing don't move a ticket's times.</summary>
/// <param name="Hours">Null where nothing can be counted; then nothing is promised.</param>
public sealed record TicketPromise(SupportHours? Hours = null, int? FirstResponseHours = null, int? ResolutionHours = null)
{
    public static TicketPromise None { get; } = new();

    public static TicketPromise Of(SupportContact support) => support.Counted is { } hours
        ? new TicketPromise(hours.Frozen(), support.FirstResponseHours, support.ResolutionHours)
        : None;

    /// <summary>Null for no promise.</summary>
    public TimeSpan? Target(TicketClock clock) =>
        Hours is not null && (clock == TicketClock.FirstResponse ? FirstResponseHours : ResolutionHours) is { } hours ? TimeSpan.FromHours(hours) : null;
}

/// <summary>One clock of a ticket at an instant.</summary>
/// <param name="Elapsed">Covered time, without pauses.</param>
/// <param name="Target">The promise.</param>
/// <param name="IsRunning">False when it has ended or is paused.</param>
/// <param name="WarnAt">When 80 % are or were reached; null when that isn't known, because the clock has ended before or is paused.</param>
/// <param name="DueAt">When the promise is or was missed, known in the same way.</param>
public sealed record ClockFigures(
    TicketClock Clock, TimeSpan Elapsed, TimeSpan Target, bool IsRunning, bool HasEnded, DateTimeOffset? WarnAt, DateTimeOffset? DueAt)
{
    public TimeSpan Left => Target > Elapsed ? Target - Elapsed : TimeSpan.Zero;

    /// <summary>Whether a threshold was reached by an instant.</summary>
    public bool Reached(ClockThreshold threshold, DateTimeOffset now) => (threshold == ClockThreshold.Warning ? WarnAt : DueAt) <= now;

    /// <summary>Whether the promise was missed by an instant.</summary>
    public bool IsMissed(DateTimeOffset now) => Reached(ClockThreshold.Breach, now);
}

/// <summary>Computes a ticket's clocks from its events. The same events always give the same figures.</summary>
public static class TicketClocks
{
    private const int WarningPercent = 80;

    /// <summary>The clocks that something is promised for.</summary>
    public static IReadOnlyList<ClockFigures> Of(TicketPromise promise, IReadOnlyList<TicketEvent> events, DateTimeOffset now)
    {
        if (Coverage.Of(promise.Hours) is not { } coverage || events.Count == 0)
        {
            return [];
        }

        var figures = new List<ClockFigures>();
        foreach (var clock in Enum.GetValues<TicketClock>())
        {
            if (promise.Target(clock) is { } target)
            {
                var (times, hasEnded) = clock == TicketClock.FirstResponse ? FirstResponse(events) : Resolution(events);
                figures.Add(Figures(clock, coverage, target, times, hasEnded, now));
            }
        }

        return figures;
    }

    private static ClockFigures Figures(
        TicketClock clock,
        Coverage coverage,
        TimeSpan target,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset? Until)> times,
        bool hasEnded,
        DateTimeOffset now)
    {
        var elapsed = TimeSpan.Zero;
        foreach (var (from, until) in times)
        {
            elapsed += coverage.Elapsed(from, until ?? now);
        }

        return new ClockFigures(
            clock,
            elapsed,
            target,
            times is [.., { Until: null }],
            hasEnded,
            Reaches(coverage, times, target * WarningPercent / 100),
            Reaches(coverage, times, target));
    }

    /// <summary>When the times add up to a target; null when they end before.</summary>
    private static DateTimeOffset? Reaches(
        Coverage coverage, IReadOnlyList<(DateTimeOffset From, DateTimeOffset? Until)> times, TimeSpan target)
    {
        var left = target;
        foreach (var (from, until) in times)
        {
            var passed = until is { } end ? coverage.Elapsed(from, end) : TimeSpan.MaxValue;
            if (passed >= left)
            {
                return coverage.Due(from, left);
            }

            left -= passed;
        }

        return null;
    }

    /// <summary>From the question to the first reply of a person, or to the end of the ticket.</summary>
    private static (IReadOnlyList<(DateTimeOffset From, DateTimeOffset? Until)> Times, bool HasEnded) FirstResponse(IReadOnlyList<TicketEvent> events)
    {
        var end = events.FirstOrDefault(one => one.IsFirstResponse || one.State is TicketState.Resolved or TicketState.Closed)?.At;
        return ([(events[0].At, end)], end is not null);
    }

    /// <summary>The times in which the publisher has to act.</summary>
    private static (IReadOnlyList<(DateTimeOffset From, DateTimeOffset? Until)> Times, bool HasEnded) Resolution(IReadOnlyList<TicketEvent> events)
    {
        var times = new List<(DateTimeOffset From, DateTimeOffset? Until)>();
        DateTimeOffset? since = null;
        var state = TicketState.Open;
        foreach (var one in events)
        {
            state = one.State;
            if (state == TicketState.Open)
            {
                since ??= one.At;
            }
            else if (since is { } from)
            {
                times.Add((from, one.At));
                since = null;
            }
        }

        if (since is { } open)
        {
            times.Add((open, null));
        }

        return (times, state is TicketState.Resolved or TicketState.Closed);
    }
}
