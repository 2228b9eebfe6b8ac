using System.Globalization;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Releases.Offers;

namespace Kiket.Portal.Tests.Support;

/// <summary>Times are written as instants or with the offset that the place has then.</summary>
public sealed class CoverageTests
{
    private static readonly SupportHours Berlin = SampleHours.Berlin;

    private static readonly SupportHours Always = new("Europe/Berlin", [], [], AroundTheClock: true);

    public static TheoryData<string, SupportHours, string, double, string> Examples { get; } = new()
    {
        { "a Friday afternoon goes on on Monday", Berlin, "2026-11-27T16:00+01:00", 8, "2026-11-30T15:00Z" },
        { "the end of a window, not the start of the next", Berlin, "2026-11-28T12:00+01:00", 8, "2026-11-30T17:00+01:00" },
        {
            "a holiday",
            Berlin with { Holidays = [new SupportHoliday(new DateOnly(2026, 12, 25), "Christmas")] },
            "2026-12-24T15:00+01:00",
            8,
            "2026-12-28T15:00+01:00"
        },
        { "around the clock across a skipped hour", Always, "2027-03-27T20:00+01:00", 12, "2027-03-28T07:00Z" },
        { "a night with a skipped hour", SampleHours.Daily("Europe/Berlin", "01:00", "04:00"), "2027-03-28T00:30+01:00", 3, "2027-03-29T02:00+02:00" },
        {
            "a night with an hour that comes twice",
            SampleHours.Of("Europe/Berlin", [DayOfWeek.Sunday], ("00:00", "06:00")),
            "2026-10-24T23:00+02:00",
            7,
            "2026-10-25T05:00Z"
        },
        {
            "New York, the weekend of its own change",
            SampleHours.Work("America/New_York", ("09:00", "17:00")),
            "2026-10-30T16:30-04:00",
            2,
            "2026-11-02T15:30Z"
        },
        { "Kolkata, half an hour off", SampleHours.Work("Asia/Kolkata", ("09:30", "18:30")), "2026-11-30T11:45Z", 4, "2026-12-01T06:45Z" },
        {
            "two windows a day",
            SampleHours.Work("Europe/Berlin", ("09:00", "12:00"), ("13:00", "17:00")),
            "2026-11-30T11:30+01:00",
            1,
            "2026-11-30T13:30+01:00"
        },
        { "80 % of eight hours", Berlin, "2026-11-27T16:00+01:00", 6.4, "2026-11-30T14:24+01:00" },
        // A window that begins in the hour that comes twice begins at the earlier instant, one that ends there at the later.
        { "an ambiguous start", SampleHours.Daily("Europe/Berlin", "02:30", "04:00"), "2026-10-25T00:00+02:00", 2.5, "2026-10-25T03:00Z" },
        { "an ambiguous end", SampleHours.Daily("Europe/Berlin", "01:00", "02:30"), "2026-10-25T00:00+02:00", 2.5, "2026-10-25T01:30Z" },
        { "a skipped start is the end of the gap", SampleHours.Daily("Europe/Berlin", "02:30", "04:00"), "2027-03-28T00:00+01:00", 1, "2027-03-28T02:00Z" },
        { "a skipped end is the end of the gap", SampleHours.Daily("Europe/Berlin", "01:00", "02:30"), "2027-03-28T00:00+01:00", 1, "2027-03-28T01:00Z" },
        // Until the later 02:30 and from the earlier one: an hour in both counts once.
        {
            "windows that meet in the hour that comes twice",
            SampleHours.Of("Europe/Berlin", SupportWindow.Week, ("01:00", "02:30"), ("02:30", "04:00")),
            "2026-10-25T00:00+02:00",
            4,
            "2026-10-25T03:00Z"
        },
        { "24:00 is the next midnight", SampleHours.Daily("Europe/Berlin", "22:00", "24:00"), "2026-11-30T21:00+01:00", 2, "2026-11-30T23:00Z" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Due_is_the_first_instant_by_which_the_target_has_elapsed(string name, SupportHours hours, string from, double target, string due)
    {
        var (start, end) = (At(from), At(due));
        var coverage = Coverage.Of(hours)!;

        Assert.Equal((name, end), (name, coverage.Due(start, TimeSpan.FromHours(target))!.Value.ToUniversalTime()));
        Assert.Equal(TimeSpan.FromHours(target), coverage.Elapsed(start, end));
        Assert.True(coverage.Elapsed(start, end.AddSeconds(-1)) < TimeSpan.FromHours(target));
    }

    [Fact]
    public void Windows_are_half_open_and_what_is_outside_of_them_does_not_count()
    {
        var coverage = Coverage.Of(Berlin)!;

        Assert.Equal(TimeSpan.FromHours(1), coverage.Elapsed(At("2026-11-27T16:00+01:00"), At("2026-11-28T12:00+01:00")));
        Assert.Equal(TimeSpan.Zero, coverage.Elapsed(At("2026-11-27T17:00+01:00"), At("2026-11-30T09:00+01:00")));
        Assert.Equal(TimeSpan.FromTicks(1), coverage.Elapsed(At("2026-11-27T17:00+01:00"), At("2026-11-30T09:00+01:00").AddTicks(1)));
        Assert.Equal(TimeSpan.Zero, coverage.Elapsed(At("2026-11-30T12:00+01:00"), At("2026-11-30T11:00+01:00")));
        Assert.Equal(At("2026-11-30T12:00Z"), coverage.Due(At("2026-11-30T12:00Z"), TimeSpan.Zero));
    }

    [Fact]
    public void The_longest_target_ends_also_with_an_hour_a_week_and_nothing_is_counted_by_hours_that_are_none()
    {
        var hour = SampleHours.Of("Europe/Berlin", [DayOfWeek.Monday], ("09:00", "10:00"));

        Assert.Equal(At("2040-09-10T10:00+02:00"), Coverage.Of(hour)!.Due(At("2026-11-30T00:00+01:00"), TimeSpan.FromHours(720)));
        Assert.Null(Coverage.Of(null));
        Assert.Null(Coverage.Of(hour with { TimeZone = "Europe/Atlantis" }));
        Assert.Null(Coverage.Of(hour with { Weekly = [] }));
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
