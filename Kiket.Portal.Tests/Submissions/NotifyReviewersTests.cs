using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class NotifyReviewersTests : ScenarioTests
{
    [Fact]
    public async Task A_reviewer_reads_whose_it_is_what_it_changes_how_risky_that_is_and_until_when()
    {
        var submission = await Scenario.FindAsync(await Scenario.InReviewAsync());

        var notice = await NoticeAsync();

        Assert.Equal("Acme Alerts 1.0.0 waits for review", notice.Title);
        Assert.Contains("From ACME. Its first submission.", notice.Body, StringComparison.Ordinal);
        Assert.Contains($"Risk {submission.RiskPoints}: ", notice.Body, StringComparison.Ordinal);
        Assert.Contains("First release of this extension", notice.Body, StringComparison.Ordinal);
        // Two working days from Monday morning.
        Assert.Contains("Decide by Wed 4 Mar 2026, 09:00 UTC.", notice.Body, StringComparison.Ordinal);
    }

    private Task<Notification> NoticeAsync() => Scenario.QueryAsync(db => db.Set<Notification>()
        .SingleAsync(notice => notice.UserId == Scenario.Rita.UserId && notice.Key.StartsWith("submission.submitted")));
}
