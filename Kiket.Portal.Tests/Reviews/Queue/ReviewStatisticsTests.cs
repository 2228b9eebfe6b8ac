using Kiket.Portal.Findings;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;

namespace Kiket.Portal.Tests.Reviews.Queue;

public sealed class ReviewStatisticsTests : ScenarioTests
{
    private ReviewStatistics Statistics => Scenario.Get<ReviewStatistics>();

    [Fact]
    public async Task Decisions_count_for_their_month_and_their_reviewer()
    {
        await DecideAsync("one", Decision.Approve, hours: 2);
        await DecideAsync("two", Decision.Reject, hours: 10);
        Scenario.Clock.Advance(TimeSpan.FromDays(40));
        await DecideAsync("three", Decision.Approve, hours: 4, second: true);
        var waiting = await Scenario.InReviewAsync(id: "dev.acme.waiting", fullName: "acme/waiting");

        var figures = Scenario.Done(await Statistics.GetAsync(Scenario.Olu, CancellationToken.None));

        Assert.Equal((1, 0), (figures.Waiting.WithReviewers, figures.Waiting.WithPublishers));
        Assert.Equal((await Scenario.FindAsync(waiting)).SubmittedAt, figures.Waiting.Oldest);
        Assert.Equal(6, figures.Months.Count);
        Assert.Equal((1, 4), (figures.Months[0].Decided, Math.Round(figures.Months[0].Median!.Value.TotalHours)));
        var earlier = figures.Months.Skip(1).Single(month => month.Decided > 0);
        Assert.Equal((2, 2, 10), (earlier.Decided, Math.Round(earlier.Median!.Value.TotalHours), Math.Round(earlier.Percentile90!.Value.TotalHours)));
        Assert.Equal(
            [("rita", 1, 0, 1), ("rob", 1, 0, 0)],
            figures.Reviewers.Select(reviewer => (reviewer.Name, reviewer.Approved, reviewer.ChangesRequested, reviewer.Rejected)));
    }

    [Fact]
    public async Task A_marketplace_without_reviews_has_empty_months_and_no_reviewers()
    {
        var figures = Scenario.Done(await Statistics.GetAsync(Scenario.Olu, CancellationToken.None));

        Assert.All(figures.Months, month => Assert.Equal((0, (TimeSpan?)null), (month.Decided, month.Median)));
        Assert.Empty(figures.Reviewers);
        Assert.Null(figures.Waiting.Oldest);
    }

    [Fact]
    public async Task Rules_that_are_often_called_false_come_first()
    {
        var submission = await Scenario.InReviewAsync();
        await using (var db = await Scenario.Database.OpenAsync())
        {
            db.AddRange(
                Judge("M101", "a", Verdict.Real), Judge("M101", "b", Verdict.FalseAlarm), Judge("M101", "c", Verdict.Ignored),
                Judge("S201", "a", Verdict.FalseAlarm), Judge("D301", "a", Verdict.Real));
            await db.SaveChangesAsync();
        }

        var rules = Scenario.Done(await Statistics.GetAsync(Scenario.Olu, CancellationToken.None)).Rules;

        Assert.Equal(
            [("S201", 1, 1, 100), ("M101", 3, 1, 33), ("D301", 1, 0, 0)],
            rules.Select(rule => (rule.RuleId, rule.Judged, rule.FalseAlarms, rule.FalsePercent)));

        FindingVerdict Judge(string rule, string message, Verdict verdict) =>
            FindingVerdict.Of(
                submission,
                new Finding(rule, FindingLevel.Warning, message, "Fix it."),
                verdict,
                Scenario.Rita.UserId,
                "rita",
                Scenario.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Only_operators_see_them()
    {
        Assert.Equal("not_found", (await Statistics.GetAsync(Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Statistics.GetAsync(Scenario.Rita, CancellationToken.None)).Code());
    }

    private async Task DecideAsync(string name, Decision decision, int hours, bool second = false)
    {
        var submission = await Scenario.InReviewAsync(id: $"dev.acme.{name}", fullName: $"acme/{name}");
        Scenario.Clock.Advance(TimeSpan.FromHours(hours));
        Scenario.Done(await Scenario.DecideAsync(submission, decision, "Because.", actor: second ? Scenario.Rob : Scenario.Rita));
    }
}
