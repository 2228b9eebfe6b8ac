using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Releases.Offers;

public sealed class PublicHolidaysTests
{
    [Fact]
    public void Every_country_has_holidays_that_support_hours_accept()
    {
        foreach (var country in PublicHolidays.Countries.Keys)
        {
            for (var year = 2026; year <= 2032; year++)
            {
                var holidays = PublicHolidays.Of(country, year);
                Assert.True(holidays.Count >= 4, $"{country} has {holidays.Count} holidays in {year}.");
                Assert.All(holidays, holiday => Assert.NotEmpty(holiday.Name));
                Assert.Empty((SampleHours.Berlin with { Holidays = holidays }).Problems());
            }
        }
    }

    [Theory]
    [InlineData("DE", "2026-10-03")]
    [InlineData("DE", "2026-12-25")]
    [InlineData("US", "2026-11-26")]
    [InlineData("GB", "2026-12-28")]
    [InlineData("CH", "2026-08-01")]
    public void Known_holidays_are_there(string country, string date) =>
        Assert.Contains(DateOnly.ParseExact(date, "yyyy-MM-dd", null), PublicHolidays.Of(country, 2026).Select(holiday => holiday.Date));

    [Theory]
    [InlineData("Europe/Berlin", "DE")]
    [InlineData("America/New_York", "US")]
    [InlineData("Asia/Kolkata", null)]
    [InlineData("UTC", null)]
    public void A_time_zone_has_a_country(string zone, string? country) => Assert.Equal(country, PublicHolidays.CountryOf(zone));

    [Fact]
    public void An_unknown_country_has_none() => Assert.Empty(PublicHolidays.Of("XX", 2026));
}
