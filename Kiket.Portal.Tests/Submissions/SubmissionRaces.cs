using Kiket.Portal.Audit;
using Kiket.Portal.Listings;
using Kiket.Portal.Data;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class SubmissionRacesOnSqlite : SubmissionRaces;

public sealed class SubmissionRacesOnPostgreSql : SubmissionRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>Publishers who act at the same instant, in several tabs or by the command line.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class SubmissionRaces : ScenarioTests
{
    [Fact]
    public async Task A_double_click_submits_once()
    {
        for (var round = 0; round < 20; round++)
        {
            // A person starts twenty drafts an hour at most.
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            var draft = await Scenario.ReadyAsync("1.0.0", $"dev.acme.alerts{round}", $"acme/alerts{round}");

            var clicks = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Scenario.SubmitAsync(draft))));

            Assert.All(clicks, click => Assert.True(click.Succeeded, click.Error?.Message));
            Assert.Single((await Scenario.FindAsync(draft)).Entries);
            Assert.Equal(
                3,
                await Scenario.QueryAsync(db => db.Set<Notification>()
                    .CountAsync(notification => notification.Kind == NotificationKind.Review && notification.Link == $"/review/{draft}")));
        }
    }

    [Fact]
    [Asvs("V2.3.4")]
    public async Task Of_twenty_submissions_of_one_version_at_the_same_instant_one_wins()
    {
        var drafts = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            // Build metadata does not make another version.
            drafts.Add(await Scenario.ReadyAsync($"1.0.0+build.{i}"));
        }

        var submitted = await Task.WhenAll(drafts.Select(draft => Task.Run(() => Scenario.SubmitAsync(draft))));

        Assert.Single(submitted, result => result.Succeeded);
        Assert.All(submitted.Where(result => !result.Succeeded), result => Assert.Equal("version_in_review", result.Code()));
    }

    [Fact]
    public async Task Twenty_publishes_of_twenty_versions_leave_one_submission_in_review_each_and_rising_releases()
    {
        var commits = Enumerable.Range(1, 20).Select(patch => Scenario.Push($"1.0.{patch}")).ToList();

        var outcomes = await Task.WhenAll(commits.Select(commit => Task.Run(() => PatientlyAsync(() => Scenario.PublishAsync(Scenario.Input, commit)))));

        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded, outcome.Error?.Message));
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Value.Snapshot.Manifest!.Version, outcome.Value.Submission!.Version));
        Assert.Equal(20, outcomes.Select(outcome => outcome.Value.Submission!.Id).Distinct().Count());
        var open = await Scenario.QueryAsync(db => db.Set<Submission>()
            .Where(submission => submission.State == SubmissionState.InReview)
            .Select(submission => submission.Id)
            .ToListAsync());
        var decided = await Task.WhenAll(open.Select(submission => Task.Run(() => PatientlyAsync(() => Scenario.DecideAsync(submission, Decision.Approve)))));
        Assert.All(decided.Where(result => !result.Succeeded), result => Assert.Equal(VersionPolicy.NotGreater, result.Code()));
        var listed = await Scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None);
        Assert.Equal("1.0.20", listed!.Listing.Version);
    }

    [Fact]
    public async Task Ten_appeals_at_the_same_instant_are_one()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "It asks for too much."));
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));

        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Scenario.Get<AppealRejection>()
            .RunAsync(submission, "Please look again.", Scenario.Ada, CancellationToken.None))));

        Assert.Single(sent, result => result.Succeeded);
        Assert.Single((await Scenario.FindAsync(submission)).Entries, entry => entry.Kind == SubmissionEntryKind.Appealed);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "submission.appealed")));
    }

    [Fact]
    public async Task Two_messages_at_the_same_instant_are_both_kept()
    {
        var submission = await Scenario.InReviewAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(number =>
            Task.Run(() => Scenario.Get<SendMessage>()
                .RunAsync(submission, Side.Publisher, $"Message {number}", number % 2 == 0 ? Scenario.Ada : Scenario.Ben, CancellationToken.None))));

        Assert.All(sent, result => Assert.True(result.Succeeded, result.Error?.Message));
        Assert.Equal(10, (await Scenario.FindAsync(submission)).Entries.Count(entry => entry.Kind == SubmissionEntryKind.Message));
    }

    [Fact]
    public async Task Of_many_saves_of_the_same_version_one_wins()
    {
        var draft = await Scenario.StartAsync();
        var seen = (await Scenario.FindAsync(draft)).RowVersion;

        var saves = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            Task.Run(() => Scenario.DescribeAsync(
                draft, Scenario.Details with { Name = $"Name {number}" }, number % 2 == 0 ? Scenario.Ada : Scenario.Ben, seen))));

        var winner = Assert.Single(saves, save => save.Succeeded);
        Assert.All(saves.Where(save => !save.Succeeded), save => Assert.Equal("submission_changed", save.Code()));
        Assert.Equal((await Scenario.FindAsync(draft)).RowVersion, winner.Value);
    }

    /// <summary>
    /// Sends it again while the database is busy, as the API asks its callers to: on a busy machine, twenty writers wait for
    /// longer than five seconds.
    /// </summary>
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> send)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await send();
            }
            catch (Exception exception) when (exception.IsBusy() && tries < 10)
            {
                // Another try is all that a caller does, too.
            }
        }
    }
}
