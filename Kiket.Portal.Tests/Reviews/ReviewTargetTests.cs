using Kiket.Portal.Policies;
using Kiket.Portal.Reviews;

namespace Kiket.Portal.Tests.Reviews;

public sealed class ReviewTargetTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Weekends_do_not_count()
    {
        var friday = Monday.AddDays(4);

        Assert.Equal(Monday.AddDays(2), ReviewTarget.DueAt(Monday, 48));
        Assert.Equal(friday.AddDays(4), ReviewTarget.DueAt(friday, 48));
        Assert.Equal(Monday.Date.AddDays(9), ReviewTarget.DueAt(friday.AddDays(1), 48).Date);
    }

    [Theory]
    [InlineData(0, AgeState.OnTime, "on time, 2 days left")]
    [InlineData(30, AgeState.OnTime, "on time, 18 h left")]
    [InlineData(40, AgeState.DueSoon, "due in 8 h")]
    [InlineData(48, AgeState.Overdue, "overdue by 1 min")]
    [InlineData(51, AgeState.Overdue, "overdue by 3 h")]
    public void The_age_is_told_in_words(int hours, AgeState state, string words) =>
        Assert.Equal(new ReviewAge(state, words), ReviewAge.Of(Monday, Monday.AddHours(hours), 48));

    [Fact]
    public void The_filter_and_the_words_agree_on_every_hour_of_two_weeks()
    {
        for (var hour = 0; hour < 14 * 24; hour++)
        {
            var now = Monday.AddDays(14);
            var submitted = Monday.AddHours(hour);

            var isOverdue = ReviewAge.Of(submitted, now, 48).State == AgeState.Overdue;

            Assert.True(isOverdue == submitted <= ReviewTarget.OverdueBefore(now, 48), $"{submitted:ddd HH:mm}");
        }
    }
}
