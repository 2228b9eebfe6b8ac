using System.Globalization;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Tests.Installations.Deciding;

/// <summary>Berlin sets its clocks back on 25 October 2026 at 03:00 and forward on 28 March 2027 at 02:00; both are Sundays.</summary>
public sealed class UpgradeWindowTests
{
    [Theory]
    // The night with 25 hours: 02:00 comes twice, and the first opens the window. It then has four hours.
    [InlineData("02:00", "05:00", "2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z")]
    [InlineData("02:00", "05:00", "2026-10-25T03:59:59Z", "2026-10-25T03:59:59Z")]
    [InlineData("02:00", "05:00", "2026-10-25T04:00:00Z", "2026-11-01T01:00:00Z")]
    // An end that comes twice is the first, so the window isn't longer than it says.
    [InlineData("01:00", "02:30", "2026-10-25T00:29:59Z", "2026-10-25T00:29:59Z")]
    [InlineData("01:00", "02:30", "2026-10-25T00:30:00Z", "2026-11-01T00:00:00Z")]
    // The night with 23 hours: 02:00 doesn't come, so the window opens when the clocks are set.
    [InlineData("02:00", "05:00", "2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z")]
    [InlineData("02:00", "05:00", "2027-03-28T02:59:59Z", "2027-03-28T02:59:59Z")]
    [InlineData("02:00", "05:00", "2027-03-28T03:00:00Z", "2027-04-04T00:00:00Z")]
    // A window inside the hour that doesn't come isn't lost.
    [InlineData("02:15", "02:45", "2027-03-28T00:00:00Z", "2027-03-28T01:15:00Z")]
    [InlineData("02:15", "02:45", "2027-03-28T01:44:59Z", "2027-03-28T01:44:59Z")]
    public void Window_keeps_local_time_when_the_clocks_are_set(string from, string to, string now, string opens) =>
        Assert.Equal(At(opens), Window(from, to, DayOfWeek.Sunday).NextOpening(At(now)));

    [Theory]
    [InlineData("2026-12-04T22:59:59Z", "2026-12-05T22:00:00Z")]
    [InlineData("2026-12-05T22:00:00Z", "2026-12-05T22:00:00Z")]
    [InlineData("2026-12-06T02:59:59Z", "2026-12-06T02:59:59Z")]
    [InlineData("2026-12-06T03:00:00Z", "2026-12-12T22:00:00Z")]
    public void Window_over_midnight_belongs_to_the_day_it_opens_on(string now, string opens) =>
        Assert.Equal(At(opens), Window("23:00", "04:00", DayOfWeek.Saturday).NextOpening(At(now)));

    [Theory]
    [InlineData("Mars/Olympus", "02:00", "05:00", 1, "time_zone_unknown")]
    [InlineData("Europe/Berlin", "02:00", "02:00", 1, "window_empty")]
    [InlineData("Europe/Berlin", "02:00", "05:00", 0, "window_without_days")]
    public void Window_that_can_never_open_is_refused(string zone, string from, string to, int days, string code) => Assert.Equal(
        code,
        new UpgradeWindow(zone, [.. Enumerable.Repeat(DayOfWeek.Monday, days)], Time(from), Time(to)).Problem()!.Code);

    [Fact]
    public void Window_reads_like_a_sentence() => Assert.Equal(
        "Sat, Sun 02:00–05:00 (Europe/Berlin)",
        new UpgradeWindow("Europe/Berlin", [DayOfWeek.Sunday, DayOfWeek.Saturday], Time("02:00"), Time("05:00")).ToString());

    private static UpgradeWindow Window(string from, string to, params DayOfWeek[] days) => new("Europe/Berlin", days, Time(from), Time(to));

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
