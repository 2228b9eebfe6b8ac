using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Ratings;

namespace Kiket.Portal.Tests.Ratings;

/// <summary>Who may rate, what a rating may say, and what ratings add up to.</summary>
public sealed class RatingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(72, null, null)]
    [InlineData(71.999, null, "installed_too_short")]
    [InlineData(5_000, 1.0, null)]
    // It ran for just 72 hours.
    [InlineData(172, 100.0, null)]
    [InlineData(171.999, 100.0, "installed_too_short")]
    [InlineData(5_000, 90 * 24.0, null)]
    [InlineData(5_000, (90 * 24) + 0.001, "uninstalled_long_ago")]
    public void It_takes_72_hours_and_lasts_90_days_after(double hoursSince, double? hoursGone, string? refused)
    {
        var ran = new RanExtension(Now.AddHours(-hoursSince), hoursGone is { } gone ? Now.AddHours(-gone) : null, "1.2.0");

        var eligible = RatingRules.Eligible([ran], "Acme Alerts", Now);

        Assert.Equal(refused, eligible.Error?.Code);
        Assert.Equal(refused is null ? null : ErrorKind.Forbidden, eligible.Error?.Kind);
    }

    [Fact]
    public void Who_never_ran_it_cannot_rate_it()
    {
        Assert.Equal("not_installed", RatingRules.Eligible([], "Acme Alerts", Now).Error?.Code);
    }

    [Fact]
    public void Who_waits_reads_from_when_on()
    {
        var refusal = RatingRules.Eligible([new RanExtension(Now.AddHours(-1), null, "1.2.0")], "Acme Alerts", Now).Error!;

        Assert.Contains("from 13 March 2026, 11:00 UTC on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_comes_back_writes_about_what_runs_now()
    {
        var before = new RanExtension(Now.AddDays(-50), Now.AddDays(-2), "1.1.0");
        var after = new RanExtension(Now.AddHours(-1), null, "1.2.0");

        Assert.Equal("1.2.0", RatingRules.Eligible([before, after], "Acme Alerts", Now).Value.Version);
        Assert.Equal("1.1.0", RatingRules.Eligible([before], "Acme Alerts", Now).Value.Version);
    }

    [Theory]
    [InlineData(null, "", "stars_invalid")]
    [InlineData(0, "", "stars_invalid")]
    [InlineData(6, "", "stars_invalid")]
    [InlineData(1, "", null)]
    [InlineData(5, "  ", null)]
    [InlineData(5, "Nineteen characters", "text_length")]
    [InlineData(5, "Twenty characters ok", null)]
    [InlineData(3, "It says \u202Esomething else than it seems to.", "text_characters")]
    [InlineData(3, "<script>alert(1)</script> and **bold** is only text", null)]
    public void Stars_are_1_to_5_and_a_text_is_plain(int? stars, string text, string? refused)
    {
        Assert.Equal(refused, RatingRules.Content(stars, text).Error?.Code);
    }

    [Fact]
    public void A_text_has_2000_characters_at_most_and_one_kind_of_line_ends()
    {
        Assert.True(RatingRules.Content(5, new string('a', 2_000)).Succeeded);
        Assert.Equal("text_length", RatingRules.Content(5, new string('a', 2_001)).Error?.Code);
        Assert.Equal("One line, and\nanother line.", RatingRules.Content(5, " One line, and\r\nanother line.\r\n").Value.Text);
    }

    [Theory]
    [InlineData("", "1.2.0", null)]
    [InlineData("1.4", "1.2.0", null)]
    [InlineData("1.4.0-rc.1", "1.2.0", null)]
    [InlineData("banana", "1.2.0", "addressed_in_invalid")]
    [InlineData("1.2", "1.2.0", "addressed_in_too_low")]
    [InlineData("1.1.9", "1.2.0", "addressed_in_too_low")]
    public void What_addresses_a_rating_is_a_version_above_the_one_it_was_written_for(string typed, string writtenFor, string? refused)
    {
        Assert.Equal(refused, RatingRules.AddressedIn(typed, writtenFor).Error?.Code);
    }

    [Theory]
    [InlineData("1.4.0", "1.4", true)]
    [InlineData("1.10.0", "1.4", true)]
    [InlineData("1.4.0-rc.1", "1.4", false)]
    [InlineData("1.3.9", "1.4", false)]
    public void A_version_reaches_another_by_precedence(string running, string addressedIn, bool expected)
    {
        Assert.Equal(expected, RatingRules.Reaches(running, addressedIn));
    }

    [Theory]
    [InlineData(1, 5, 41_111)]
    [InlineData(3, 15, 42_727)]
    // 40 of five stars, 8 of four, one of one and one of two.
    [InlineData(50, 235, 46_034)]
    [InlineData(1, 1, 36_667)]
    [InlineData(4, 16, 40_000)]
    [InlineData(0, 0, 40_000)]
    public void The_score_adds_eight_ratings_of_the_usual_kind(int count, int sum, int expected)
    {
        Assert.Equal(expected, RatingScore.Of(40_000, count, sum));
    }

    [Theory]
    [InlineData(0, 0, 38_000)]
    [InlineData(49, 245, 38_000)]
    [InlineData(50, 235, 47_000)]
    [InlineData(3_000_000_000, 12_000_000_000, 40_000)]
    public void The_usual_kind_is_the_mean_of_all_once_there_are_fifty(long count, long sum, int expected)
    {
        Assert.Equal(expected, RatingScore.Mean(count, sum));
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(2, 10, null)]
    [InlineData(3, 14, "4.7")]
    [InlineData(50, 235, "4.7")]
    // 4.25 is rounded up.
    [InlineData(4, 17, "4.3")]
    public void An_average_needs_three_organizations(int count, int sum, string? expected)
    {
        Assert.Equal(expected, new ListedRating(count, sum, 0).Average?.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
    }
}
