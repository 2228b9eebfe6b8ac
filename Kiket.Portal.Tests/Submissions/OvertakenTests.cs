using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class OvertakenTests : ScenarioTests
{
    [Fact]
    public async Task A_submission_below_an_approved_version_closes_by_itself_and_the_publisher_is_told()
    {
        var lower = await Scenario.InReviewAsync("1.0.0");
        var higher = await Scenario.InReviewAsync("1.0.1");

        Scenario.Done(await Scenario.DecideAsync(higher, Decision.Approve, "Good."));
        await Scenario.HandleEventsAsync();

        var closed = await Scenario.FindAsync(lower);
        Assert.Equal(SubmissionState.Overtaken, closed.State);
        Assert.Contains("1.0.1", closed.Entries.Single(entry => entry.Kind == SubmissionEntryKind.Overtaken).Text, StringComparison.Ordinal);
        var told = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notification => notification.Body.Contains("raise the version"))
            .ToListAsync());
        Assert.NotEmpty(told);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "submission.overtaken")));
        var refused = await Scenario.DecideAsync(lower, Decision.Approve, "Good.");
        Assert.Equal("submission_not_in_review", refused.Error?.Code);
    }

    [Fact]
    public async Task One_that_waits_for_changes_closes_too_and_both_sides_are_told()
    {
        var lower = await Scenario.InReviewAsync("1.0.0");
        Scenario.Done(await Scenario.DecideAsync(lower, Decision.RequestChanges, "Name the channel."));
        var higher = await Scenario.InReviewAsync("1.0.1");

        Scenario.Done(await Scenario.DecideAsync(higher, Decision.Approve, "Good.", actor: Scenario.Rob));
        await Scenario.HandleEventsAsync();

        Assert.Equal(SubmissionState.Overtaken, (await Scenario.FindAsync(lower)).State);
        var told = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notification => notification.Title == "Acme Alerts 1.0.0 was closed")
            .Select(notification => notification.UserId)
            .ToListAsync());
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId, Scenario.Rita.UserId }.Order(), told.Order());
        var refused = await Scenario.SubmitAsync(lower);
        Assert.Equal("version_not_greater", refused.Error?.Code);
    }

    [Fact]
    public async Task One_that_waits_for_changes_and_is_higher_stays()
    {
        var higher = await Scenario.InReviewAsync("1.1.0");
        Scenario.Done(await Scenario.DecideAsync(higher, Decision.RequestChanges, "Name the channel."));
        var lower = await Scenario.InReviewAsync("1.0.0");

        Scenario.Done(await Scenario.DecideAsync(lower, Decision.Approve, "Good."));
        await Scenario.HandleEventsAsync();

        Assert.Equal(SubmissionState.ChangesRequested, (await Scenario.FindAsync(higher)).State);
    }

    [Fact]
    public async Task A_higher_submission_stays_in_review()
    {
        var lower = await Scenario.InReviewAsync("1.0.0");
        var higher = await Scenario.InReviewAsync("1.1.0-beta.1");
        var next = await Scenario.InReviewAsync("1.1.0");

        Scenario.Done(await Scenario.DecideAsync(lower, Decision.Approve, "Good."));
        Scenario.Done(await Scenario.DecideAsync(higher, Decision.Approve, "Good."));
        await Scenario.HandleEventsAsync();

        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(next)).State);
    }

    [Fact]
    public async Task A_fix_of_the_stable_line_can_follow_a_prerelease_of_the_next()
    {
        foreach (var version in new[] { "1.10.0", "2.0.0-beta.1" })
        {
            Scenario.Done(await Scenario.DecideAsync(await Scenario.InReviewAsync(version), Decision.Approve, "Good."));
        }

        var fix = await Scenario.InReviewAsync("1.10.1");
        Assert.True((await Scenario.DecideAsync(fix, Decision.Approve, "Good.")).Succeeded);
        await Scenario.HandleEventsAsync();

        Assert.Equal(SubmissionState.Approved, (await Scenario.FindAsync(fix)).State);
        var again = await Scenario.ReadyAsync("1.10.1");
        Assert.Contains("1.10.1 is not above 1.10.1, the highest stable version", (await Scenario.SubmitAsync(again)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev.acme.alerts", "Acme Alerts", "dev.acme-alerts", "Another Name", true)]
    [InlineData("dev.acme.alerts", "Acme Alerts", "dev.acme.aIerts", "Another Name", true)]
    [InlineData("dev.acme.alerts", "Acme Alerts", "dev.acme.al_erts", "Another Name", true)]
    [InlineData("dev.acme.alerts", "Acme Alerts", "dev.acme.reports", "Acme Alerts", false)]
    [InlineData("dev.acme.alerts", "Acme Alerts", "dev.acme.reports", "Acme Reports", false)]
    public async Task Reviewers_are_told_of_an_id_that_looks_like_another(string id, string name, string otherId, string otherName, bool isAlike)
    {
        await Scenario.ListedAsync("1.0.0", id, "acme/one", Scenario.Details with { Name = name });

        var submission = await Scenario.FindAsync(
            await Scenario.InReviewAsync("1.0.0", otherId, "acme/two", Scenario.Details with { Name = otherName }));

        Assert.Equal(isAlike, submission.Assessment!.Causes.Any(cause => cause.Key == "looks_like"));
    }

    [Theory]
    [InlineData("dev.acme-alerts", true)]
    [InlineData("dev.acme.reports", false)]
    public async Task Reviewers_are_told_of_one_that_is_not_listed_yet(string id, bool isAlike)
    {
        await Scenario.InReviewAsync("1.0.0", "dev.acme.alerts", "acme/one", Scenario.Details with { Name = "Acme Alerts" });

        var later = await Scenario.FindAsync(await Scenario.InReviewAsync("1.0.0", id, "acme/two", Scenario.Details with { Name = "Another Name" }));
        var cause = later.Assessment!.Causes.FirstOrDefault(cause => cause.Key == "looks_like");

        Assert.Equal(isAlike ? "Looks like Acme Alerts (dev.acme.alerts) of acme, which is in review" : null, cause?.Text, ignoreCase: true);
    }

    [Theory]
    [InlineData("Расе", "Pace")]
    [InlineData("ΚΙΚΟ", "KIKO")]
    [InlineData("Pa-ce", "Pace")]
    [InlineData("Ρａｃе", "pace")]
    public void A_name_in_another_alphabet_looks_like_the_same_in_Latin(string name, string latin) =>
        Assert.Equal(FindLookalikes.Look(latin), FindLookalikes.Look(name));
}
