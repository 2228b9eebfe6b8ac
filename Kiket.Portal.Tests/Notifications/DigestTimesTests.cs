using System.Globalization;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>When a digest is due on a person's own clock.</summary>
public sealed class DigestTimesTests
{
    private const string Berlin = "Europe/Berlin";

    [Theory]
    [InlineData(8, "2026-03-28T06:59:59Z", "2026-03-27", "2026-03-27T07:00:00Z")]
    [InlineData(8, "2026-03-28T07:00:00Z", "2026-03-28", "2026-03-28T07:00:00Z")]
    // The clocks go forward at 02:00: 08:00 comes an hour earlier, and 02:00 becomes 03:00.
    [InlineData(8, "2026-03-29T06:00:00Z", "2026-03-29", "2026-03-29T06:00:00Z")]
    [InlineData(2, "2026-03-29T00:59:59Z", "2026-03-28", "2026-03-28T01:00:00Z")]
    [InlineData(2, "2026-03-29T01:00:00Z", "2026-03-29", "2026-03-29T01:00:00Z")]
    // They go back at 03:00: 08:00 comes an hour later, and of 02:00, which comes twice, the first counts.
    [InlineData(8, "2026-10-25T06:59:59Z", "2026-10-24", "2026-10-24T06:00:00Z")]
    [InlineData(8, "2026-10-25T07:00:00Z", "2026-10-25", "2026-10-25T07:00:00Z")]
    [InlineData(2, "2026-10-25T00:00:00Z", "2026-10-25", "2026-10-25T00:00:00Z")]
    [InlineData(2, "2026-10-25T01:30:00Z", "2026-10-25", "2026-10-25T00:00:00Z")]
    public void A_daily_digest_comes_at_its_hour_of_every_local_day(int hour, string now, string day, string at)
    {
        var slot = new DigestTimes(Berlin, hour, DayOfWeek.Monday).Last(MailFrequency.Daily, Instant(now));

        Assert.Equal((DateOnly.Parse(day, CultureInfo.InvariantCulture), Instant(at)), (slot.Day, slot.At));
    }

    [Theory]
    [InlineData("2026-03-29T12:00:00Z", "2026-03-29T06:00:00Z", "2026-04-05T06:00:00Z")]
    [InlineData("2026-10-31T12:00:00Z", "2026-10-25T07:00:00Z", "2026-11-01T07:00:00Z")]
    public void A_weekly_digest_comes_on_its_day(string now, string last, string next)
    {
        var times = new DigestTimes(Berlin, 8, DayOfWeek.Sunday);

        Assert.Equal(Instant(last), times.Last(MailFrequency.Weekly, Instant(now)).At);
        Assert.Equal(Instant(next), times.Next(MailFrequency.Weekly, Instant(now)).At);
    }

    [Theory]
    [InlineData(Berlin, 2)]
    [InlineData("America/New_York", 2)]
    [InlineData("Australia/Lord_Howe", 2)]
    [InlineData("America/Santiago", 0)]
    [InlineData("Asia/Kathmandu", 23)]
    public void Every_day_of_a_year_has_exactly_one(string zone, int hour)
    {
        var times = new DigestTimes(zone, hour, DayOfWeek.Monday);
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var slots = new List<DigestSlot>();
        for (var now = first; now < first.AddYears(1); now += TimeSpan.FromMinutes(30))
        {
            if (times.Last(MailFrequency.Daily, now) is var slot && slot != slots.LastOrDefault())
            {
                slots.Add(slot);
            }
        }

        Assert.Equal(Enumerable.Range(0, slots.Count).Select(slots[0].Day.AddDays), slots.Select(slot => slot.Day));
        Assert.Equal(slots.Select(slot => slot.At).Order(), slots.Select(slot => slot.At));
        Assert.InRange(slots.Count, 365, 366);
    }

    [Theory]
    [InlineData("Mars/Olympus", 8, "time_zone_unknown")]
    [InlineData("", 8, "time_zone_unknown")]
    [InlineData("UTC", 24, "digest_hour")]
    [InlineData("UTC", -1, "digest_hour")]
    [InlineData(Berlin, 0, null)]
    public void What_is_no_zone_or_no_hour_is_refused(string zone, int hour, string? code) =>
        Assert.Equal(code, new DigestTimes(zone, hour, DayOfWeek.Monday).Problem()?.Code);

    [Fact]
    public void A_stored_zone_that_this_machine_lost_counts_as_UTC() => Assert.Equal(
        Instant("2026-05-01T08:00:00Z"),
        new DigestTimes("Mars/Olympus", 8, DayOfWeek.Monday).Last(MailFrequency.Daily, Instant("2026-05-01T09:00:00Z")).At);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
