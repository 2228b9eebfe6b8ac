using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Releases.Offers;

public sealed class SupportHoursTests
{
    private static readonly IReadOnlyList<DayOfWeek> Days = [DayOfWeek.Monday];

    public static TheoryData<string, SupportHours> Wrong { get; } = new()
    {
        { "time_zone", SampleHours.Berlin with { TimeZone = "Europe/Atlantis" } },
        { "time_zone", SampleHours.Berlin with { TimeZone = "" } },
        { "time_zone", SampleHours.Berlin with { TimeZone = new string('x', 100_000) } },
        { "weekly", SampleHours.Berlin with { Weekly = [] } },
        { "weekly", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 540, 570)] } },
        { "weekly", SampleHours.Berlin with { Weekly = [.. Enumerable.Repeat(new SupportWindow(Days, 540, 570), 25)] } },
        { "weekly[0].days", SampleHours.Berlin with { Weekly = [new SupportWindow([], 540, 1020)] } },
        { "weekly[0].days", SampleHours.Berlin with { Weekly = [new SupportWindow([(DayOfWeek)9], 540, 1020)] } },
        { "weekly[0].from", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, -1, 1020)] } },
        { "weekly[0].to", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 540, 1441)] } },
        { "weekly[0].to", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 540, 540)] } },
        { "weekly[0].to", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 1320, 360)] } },
        { "weekly[1].from", SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 540, 720), new SupportWindow([DayOfWeek.Monday], 700, 800)] } },
        { "holidays[0].date", SampleHours.Berlin with { Holidays = [new SupportHoliday(default, "")] } },
        { "holidays[1].date", SampleHours.Berlin with { Holidays = [Christmas, Christmas] } },
        {
            "holidays",
            SampleHours.Berlin with { Holidays = [.. Enumerable.Range(0, 101).Select(day => new SupportHoliday(new DateOnly(2026, 1, 1).AddDays(day), ""))] }
        },
    };

    private static SupportHoliday Christmas => new(new DateOnly(2026, 12, 25), "Christmas");

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_at_its_field(string field, SupportHours hours) =>
        Assert.Equal([field], hours.Problems().Select(problem => problem.Field));

    [Fact]
    public void Windows_that_meet_and_windows_past_midnight_in_two_parts_are_fine()
    {
        var hours = SampleHours.Berlin with { Weekly = [new SupportWindow(Days, 0, 720), new SupportWindow(Days, 720, 1440)] };

        Assert.Empty(hours.Problems());
        Assert.Empty((hours with { Weekly = [], AroundTheClock = true }).Problems());
        var night = new SupportHours("UTC", [new SupportWindow(Days, 1320, 360)], []);
        Assert.Contains("end the window at 24:00", night.Problems()[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Around_the_clock_is_frozen_without_windows_and_equal_hours_are_equal()
    {
        var always = SampleHours.Berlin with { AroundTheClock = true };

        Assert.Empty(always.Frozen().Weekly);
        Assert.Equal(SampleHours.Berlin, SampleHours.Work("Europe/Berlin", ("09:00", "17:00")));
        Assert.NotEqual(SampleHours.Berlin, SampleHours.Work("Europe/Berlin", ("09:00", "16:00")));
        Assert.NotEqual(SampleHours.Berlin, SampleHours.Berlin with { Holidays = [Christmas] });
    }

    [Theory]
    [InlineData("Mon–Fri 9–17 CET", "Mon–Fri 09:00–17:00, CET")]
    [InlineData("Mon-Fri 9:00-17:30 Europe/Berlin", "Mon–Fri 09:00–17:30, Berlin")]
    [InlineData("Monday – Friday, 9am – 5pm (Berlin time)", "Mon–Fri 09:00–17:00, Berlin")]
    [InlineData("Every day 7–22 UTC", "Mon–Sun 07:00–22:00, UTC")]
    [InlineData("weekdays 9-12, 13-17 Europe/Paris", "Mon–Fri 09:00–12:00 and 13:00–17:00, Paris")]
    [InlineData("Sat 10.30-24 GMT", "Sat 10:30–24:00, UTC")]
    [InlineData("24/7", "Around the clock")]
    [InlineData("around the clock", "Around the clock")]
    public void Plain_words_are_read(string text, string words) => Assert.Equal(words, SupportHoursText.Of(SupportHoursText.Parse(text)!));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whenever we can")]
    [InlineData("Mon–Fri 9–17")]
    [InlineData("Mon–Fri 9–17 EST")]
    [InlineData("Mon–Fri 9–17 Springfield")]
    [InlineData("Mon–Fri 17–9 CET")]
    [InlineData("Fri–Mon 9–17 CET")]
    [InlineData("Mon–Fri 9–25 CET")]
    [InlineData("Mon–Fri 9–17 CET, except in summer")]
    [InlineData("Mon–Fri 9–12, 11–17 CET")]
    [InlineData("Mon–Fri 13pm–14pm CET")]
    [InlineData("Mon–Fri 9–10, 10–11, 11–12, 12–13, 13–14, 14–15, 15–16, 16–17, 17–18, 18–19, 19–20 and 20–21 a a a a a a a a a a a a a a!")]
    public void Other_words_promise_nothing(string? text) => Assert.Null(SupportHoursText.Parse(text));

    [Fact]
    public void A_listing_says_hours_and_promise_in_words_and_keeps_words_that_are_not_plain()
    {
        var support = new SupportContact("help@acme.test", null, 8, "on request") { ResolutionHours = 40 };

        Assert.Equal("Answers within 8 h, on request; resolved within 40 h", SupportPromise.Of(support));
        Assert.Null(support.Counted);
        var hours = support with { Hours = SampleHours.Work("Europe/Berlin", ("09:00", "12:00"), ("13:00", "17:00")) with { Holidays = [Christmas] } };
        Assert.Equal(
            "Mon–Fri 09:00–12:00 and 13:00–17:00, Berlin, closed on 1 holiday; first response within 8 h; resolved within 40 h", SupportPromise.Of(hours));
        Assert.Null(hours.Frozen().Coverage);
        Assert.Equal("on request", support.Frozen().Coverage);
    }
}
