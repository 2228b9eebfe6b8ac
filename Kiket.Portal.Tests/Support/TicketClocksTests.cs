using System.Globalization;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Releases.Offers;

namespace Kiket.Portal.Tests.Support;

/// <summary>The clocks of tickets as their events move them. The portal itself writes the events here, by the ticket's own methods.</summary>
public sealed class TicketClocksTests
{
    private static readonly TicketPromise Promise = new(SampleHours.Berlin, 8, 16);

    [Fact]
    public void The_first_response_ends_with_a_persons_reply_and_is_never_paused()
    {
        var events = Events("2026-11-27T16:00", (TicketEventKind.StateChanged, TicketSide.Publisher, TicketState.Waiting, "2026-11-27T16:10", false),
            (TicketEventKind.Wrote, TicketSide.Publisher, TicketState.Waiting, "2026-11-27T16:20", true),
            (TicketEventKind.Wrote, TicketSide.Customer, TicketState.Open, "2026-11-27T16:30", false),
            (TicketEventKind.Noted, TicketSide.Publisher, TicketState.Open, "2026-11-27T16:40", false));

        var running = First(events, "2026-11-28T12:00");
        Assert.Equal((TimeSpan.FromHours(1), true, false), (running.Elapsed, running.IsRunning, running.HasEnded));
        Assert.Equal((At("2026-11-30T14:24"), At("2026-11-30T16:00")), (running.WarnAt, running.DueAt));
        Assert.True(First(events, "2026-11-30T14:24").Reached(ClockThreshold.Warning, At("2026-11-30T14:24")));
        Assert.False(running.IsMissed(At("2026-11-30T15:59")));
        Assert.True(running.IsMissed(At("2026-11-30T16:00")));

        var answered = First([.. events, Event(6, TicketEventKind.Wrote, TicketSide.Publisher, TicketState.Open, "2026-11-28T12:00")], "2026-12-24T12:00");
        Assert.Equal((TimeSpan.FromHours(1), false, true, (DateTimeOffset?)null), (answered.Elapsed, answered.IsRunning, answered.HasEnded, answered.DueAt));
    }

    [Theory]
    [InlineData("2026-11-23T09:00", 16, "2026-11-23T12:00", "2026-11-25T10:00", "2026-11-26T15:00")]
    [InlineData("2026-11-27T15:00", 8, "2026-11-27T16:30", "2026-11-29T11:00", "2026-11-30T15:30")]
    public void Waiting_stops_the_resolution_and_what_is_left_is_added_again(string opened, int target, string waits, string answers, string due)
    {
        var events = Events(opened, (TicketEventKind.StateChanged, TicketSide.Publisher, TicketState.Waiting, waits, false));
        var paused = Resolution(events, target, answers);
        Assert.Equal((false, false, (DateTimeOffset?)null), (paused.IsRunning, paused.HasEnded, paused.DueAt));

        var goesOn = Resolution([.. events, Event(3, TicketEventKind.Wrote, TicketSide.Customer, TicketState.Open, answers)], target, answers);
        Assert.Equal((true, paused.Elapsed, At(due)), (goesOn.IsRunning, goesOn.Elapsed, goesOn.DueAt));
    }

    [Fact]
    public void A_reply_does_not_end_the_resolution_and_resolving_ends_every_clock()
    {
        var replied = Events("2026-11-23T09:00", (TicketEventKind.Wrote, TicketSide.Publisher, TicketState.Open, "2026-11-23T10:00", false));
        Assert.True(Resolution(replied, 16, "2026-11-23T11:00").IsRunning);

        var resolved = Events("2026-11-23T09:00", (TicketEventKind.StateChanged, TicketSide.Publisher, TicketState.Resolved, "2026-11-23T10:00", false));
        var clocks = TicketClocks.Of(Promise, resolved, At("2026-12-23T10:00"));
        Assert.Equal(2, clocks.Count);
        Assert.All(clocks, clock => Assert.Equal((TimeSpan.FromHours(1), false, true), (clock.Elapsed, clock.IsRunning, clock.HasEnded)));

        // Opened again, the rest of the time goes on; the first response has ended.
        var again = TicketClocks.Of(
            Promise, [.. resolved, Event(3, TicketEventKind.Wrote, TicketSide.Customer, TicketState.Open, "2026-11-24T09:00")], At("2026-11-24T10:00"));
        Assert.Equal([(TimeSpan.FromHours(1), false), (TimeSpan.FromHours(2), true)], again.Select(clock => (clock.Elapsed, clock.IsRunning)));
    }

    [Fact]
    public void Without_hours_or_a_target_nothing_is_promised()
    {
        var events = Events("2026-11-23T09:00");

        Assert.Empty(TicketClocks.Of(TicketPromise.None, events, At("2026-11-24T09:00")));
        Assert.Empty(TicketClocks.Of(new TicketPromise(null, 8, 8), events, At("2026-11-24T09:00")));
        Assert.Equal(TicketClock.Resolution, Assert.Single(TicketClocks.Of(Promise with { FirstResponseHours = null }, events, At("2026-11-24T09:00"))).Clock);
        Assert.Equal(TicketPromise.None, TicketPromise.Of(new("help@acme.test", null, 8, "whenever we can")));
        Assert.Equal(8, TicketPromise.Of(new("help@acme.test", null, 8, "Mon–Fri 9–17 CET")).FirstResponseHours);
    }

    [Fact]
    public void The_median_counts_what_is_unanswered_once_its_time_is_over()
    {
        var now = At("2026-11-24T10:00");
        var (first, second, third) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        ClockFigures Answered(double hours) =>
            new(TicketClock.FirstResponse, TimeSpan.FromHours(hours), TimeSpan.FromHours(8), IsRunning: false, HasEnded: true, null, null);
        var open = First(Events("2026-11-23T09:00"), "2026-11-24T10:00");
        var young = First(Events("2026-11-24T09:00"), "2026-11-24T10:00");
        var none = Guid.NewGuid();

        var figures = ResponseFigures.Of(
            none, [(first, Answered(0.5)), (first, Answered(6)), (second, Answered(1)), (third, Answered(2)), (third, open), (third, young)], now);

        Assert.Equal(TimeSpan.FromHours(9), open.Elapsed);
        Assert.Equal((120, 5, 4, 3, true), (figures.MedianMinutes, figures.Tickets, figures.InTime, figures.Organizations, figures.IsShown));
        Assert.False(
            ResponseFigures.Of(none, [(first, Answered(1)), (first, Answered(1)), (second, Answered(1)), (second, open), (second, open)], now).IsShown);
        Assert.False(
            ResponseFigures.Of(none, [(first, Answered(1)), (second, Answered(1)), (third, Answered(1)), (third, open), (third, young)], now).IsShown);
    }

    private static ClockFigures First(IReadOnlyList<TicketEvent> events, string now) =>
        TicketClocks.Of(Promise with { ResolutionHours = null }, events, At(now)).Single();

    private static ClockFigures Resolution(IReadOnlyList<TicketEvent> events, int target, string now) =>
        TicketClocks.Of(new TicketPromise(SampleHours.Berlin, null, target), events, At(now)).Single();

    private static List<TicketEvent> Events(
        string opened, params (TicketEventKind Kind, TicketSide Side, TicketState State, string At, bool IsAutomatic)[] later) =>
    [
        Event(1, TicketEventKind.Opened, TicketSide.Customer, TicketState.Open, opened),
        .. later.Select((one, index) => Event(index + 2, one.Kind, one.Side, one.State, one.At, one.IsAutomatic)),
    ];

    private static TicketEvent Event(int number, TicketEventKind kind, TicketSide side, TicketState state, string at, bool isAutomatic = false) =>
        TicketEvent.Of(Guid.Empty, number, kind, state, new TicketPerson(side, Guid.NewGuid(), "Ada"), isAutomatic, null, At(at));

    /// <summary>In Berlin, in winter.</summary>
    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + "+01:00", CultureInfo.InvariantCulture).ToUniversalTime();
}
