using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Tests.Submissions;

public sealed class ReviewTimesTests : ScenarioTests
{
    [Fact]
    public void The_clock_stands_while_the_publisher_mends()
    {
        var start = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        ClockEntry At(SubmissionEntryKind kind, double hours) => new(kind, start.AddHours(hours));

        var spent = ReviewClock.WithReviewers(
            [
                At(SubmissionEntryKind.Submitted, 0), At(SubmissionEntryKind.Message, 1), At(SubmissionEntryKind.ChangesRequested, 4),
                At(SubmissionEntryKind.CommitChanged, 90), At(SubmissionEntryKind.Resubmitted, 100), At(SubmissionEntryKind.Rejected, 103),
                At(SubmissionEntryKind.Appealed, 200), At(SubmissionEntryKind.Approved, 205),
            ],
            start.AddHours(1000));

        Assert.Equal(TimeSpan.FromHours(4 + 3 + 5), spent);
    }

    [Fact]
    public void What_is_still_with_the_reviewers_counts_up_to_now()
    {
        var start = DateTimeOffset.UnixEpoch;

        Assert.Equal(TimeSpan.FromHours(7), ReviewClock.WithReviewers([new ClockEntry(SubmissionEntryKind.Submitted, start)], start.AddHours(7)));
    }

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.9, 9)]
    [InlineData(1, 10)]
    [InlineData(0, 1)]
    public void A_percentile_is_one_of_the_values(double part, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), ReviewClock.Percentile([.. Enumerable.Range(1, 10).Reverse().Select(hour => TimeSpan.FromHours(hour))], part));

    [Fact]
    public async Task Before_there_are_enough_reviews_only_the_target_is_told()
    {
        await DecideAfterAsync(TimeSpan.FromHours(2), "one");

        var time = await Scenario.Get<ReviewTimes>().GetAsync(CancellationToken.None);

        Assert.Equal((1, false), (time.Reviews, time.IsTelling));
        Assert.Contains("too few reviews", UsualReviewTime.Sentence(time, 48), StringComparison.Ordinal);
        Assert.Contains("two working days", UsualReviewTime.Sentence(time, 48), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_and_nine_in_ten_come_from_real_decisions()
    {
        foreach (var (hours, index) in new[] { 40, 2, 3, 5, 30 }.Select((hours, index) => (hours, index)))
        {
            await DecideAfterAsync(TimeSpan.FromHours(hours), $"number{index}", index % 2 == 0 ? Decision.Approve : Decision.Reject);
        }

        var time = await Scenario.Get<ReviewTimes>().GetAsync(CancellationToken.None);

        Assert.Equal((5, true), (time.Reviews, time.IsTelling));
        Assert.Equal(5, Math.Round(time.Median!.Value.TotalHours));
        Assert.Equal(40, Math.Round(time.Percentile90!.Value.TotalHours));
        Assert.StartsWith(
            "Of 5 reviews in the last 30 days, half took at most 6 hours and 90% at most 2 days",
            UsualReviewTime.Sentence(time, 48),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_with_the_publisher_does_not_count()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(3));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Name the channel."));
        Scenario.Clock.Advance(TimeSpan.FromDays(6));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));

        Assert.Equal(4, Math.Round((await Scenario.Get<ReviewTimes>().GetAsync(CancellationToken.None)).Median!.Value.TotalHours));
    }

    [Fact]
    public async Task What_was_decided_a_month_ago_is_forgotten_and_what_is_open_does_not_count()
    {
        await DecideAfterAsync(TimeSpan.FromHours(2), "old");
        Scenario.Clock.Advance(TimeSpan.FromDays(31));
        await Scenario.InReviewAsync(id: "dev.acme.open", fullName: "acme/open");

        Assert.Equal(new UsualTime(0, null, null), await Scenario.Get<ReviewTimes>().GetAsync(CancellationToken.None));
    }

    private async Task DecideAfterAsync(TimeSpan time, string name, Decision decision = Decision.Approve)
    {
        var submission = await Scenario.InReviewAsync(id: $"dev.acme.{name}", fullName: $"acme/{name}");
        Scenario.Clock.Advance(time);
        Scenario.Done(await Scenario.DecideAsync(submission, decision, "Because."));
    }
}
