using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

public sealed class ReviewRacesOnSqlite : ReviewRaces
{
    protected override int Rounds => TestKit.Rounds.Of(100).Count();
}

public sealed class ReviewRacesOnPostgreSql : ReviewRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>People who act at the same instant: one of them wins, the other gets a sentence, nobody an exception.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class ReviewRaces : ScenarioTests
{
    private static ListingDetails Paid { get; } = Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) };

    protected virtual int Rounds => TestKit.Rounds.Of(20).Count();

    [Fact]
    [Asvs("V15.4.2")]
    public async Task Of_two_decisions_at_the_same_instant_exactly_one_is_made()
    {
        for (var round = 0; round < Rounds; round++)
        {
            // A person starts twenty drafts an hour at most.
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            var submission = await Scenario.InReviewAsync("1.0.0", $"dev.acme.alerts{round}", $"acme/alerts{round}");
            using var barrier = new Barrier(2);
            Task<Result<Submission>> Decide(Decision decision, Actor reviewer) => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return Scenario.DecideAsync(submission, decision, $"Round {round}.", actor: reviewer);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();

            var decided = await Task.WhenAll(Decide(Decision.Approve, Scenario.Rita), Decide(Decision.Reject, Scenario.Rob));

            var loser = Assert.Single(decided, result => !result.Succeeded);
            Assert.Equal(ErrorKind.Conflict, loser.Error!.Kind);
            Assert.Contains(decided[0].Succeeded ? "rita" : "rob", loser.Error.Message, StringComparison.Ordinal);
            await AssertDecidedOnceAsync(submission, decided[0].Succeeded);
        }
    }

    [Fact]
    public async Task Of_two_claims_at_the_same_instant_one_holds()
    {
        for (var round = 0; round < 20; round++)
        {
            var submission = await Scenario.InReviewAsync("1.0.0", $"dev.acme.held{round}", $"acme/held{round}");

            var claims = await Task.WhenAll(Task.Run(() => ClaimAsync(submission, Scenario.Rita)), Task.Run(() => ClaimAsync(submission, Scenario.Rob)));

            Assert.Equal("review_held", Assert.Single(claims, claim => !claim.Succeeded).Code());
        }
    }

    [Fact]
    public async Task Of_two_first_approvals_at_the_same_instant_the_later_one_is_the_second()
    {
        for (var round = 0; round < 20; round++)
        {
            var submission = await Scenario.InReviewAsync("1.0.0", $"dev.acme.pair{round}", $"acme/pair{round}", Paid);

            Task<Result<Submission>> Approve(Actor reviewer) => Task.Run(() => Scenario.DecideAsync(submission, Decision.Approve, actor: reviewer));
            await Task.WhenAll(Approve(Scenario.Rita), Approve(Scenario.Rob));

            Assert.Equal(SubmissionState.Approved, (await Scenario.FindAsync(submission)).State);
            Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Approval>().CountAsync(approval => approval.SubmissionId == submission)));
        }
    }

    [Fact]
    public async Task Of_an_approval_and_a_withdrawal_at_the_same_instant_one_happens()
    {
        for (var round = 0; round < 20; round++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            var submission = await Scenario.InReviewAsync("1.0.0", $"dev.acme.back{round}", $"acme/back{round}");

            var approving = Task.Run(() => Scenario.DecideAsync(submission, Decision.Approve));
            var withdrawing = Task.Run(() => Scenario.Get<WithdrawSubmission>().RunAsync(submission, Scenario.Ada, CancellationToken.None));
            var (approved, withdrawn) = (await approving, await withdrawing);

            Assert.NotEqual(approved.Succeeded, withdrawn.Succeeded);
            Assert.NotEmpty((approved.Error ?? withdrawn.Error)!.Message);
            Assert.Equal(approved.Succeeded ? SubmissionState.Approved : SubmissionState.Withdrawn, (await Scenario.FindAsync(submission)).State);
        }
    }

    [Fact]
    public async Task Of_an_approval_and_a_suspension_at_the_same_instant_both_hold_or_one_is_refused()
    {
        await Scenario.ListedAsync();
        var key = await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.ExtensionKey).SingleAsync());
        for (var round = 1; round <= 20; round++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            var submission = await Scenario.InReviewAsync($"1.{round}.0");

            var approving = Task.Run(() => Scenario.DecideAsync(submission, Decision.Approve));
            var suspending = Task.Run(() => Scenario.Get<SuspendListing>().RunAsync(key, "It sends mail to strangers.", Scenario.Olu, CancellationToken.None));
            var (approved, suspended) = (await approving, await suspending);

            var listing = await Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());
            Assert.Equal(suspended.Succeeded ? ListingState.Suspended : ListingState.Listed, listing.State);
            Assert.NotEmpty(approved.Error?.Message ?? "approved");
            if (suspended.Succeeded)
            {
                Assert.True((await Scenario.Get<SuspendListing>().RestoreAsync(key, Scenario.Olu, CancellationToken.None)).Succeeded);
            }

            if (!approved.Succeeded)
            {
                Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
            }
        }
    }

    [Fact]
    public async Task Of_two_tabs_that_look_and_mark_at_the_same_instant_nothing_is_lost_without_a_word()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Ok(await LookAsync(submission));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Say it more quietly."));
        Scenario.Done(await Scenario.DescribeAsync(
            submission, Scenario.Details with { Summary = "Tells few people.", Support = Scenario.Details.Support with { Email = "quiet@acme.test" } }));
        Scenario.Ok(await Scenario.SubmitAsync(submission));

        await Task.WhenAll(Task.Run(() => LookAsync(submission)), Task.Run(() => LookAsync(submission)));
        var keys = (await RoundAsync(submission)).Changes.Select(change => change.Key).ToList();
        Assert.Equal(2, keys.Count);
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<ReviewLook>().CountAsync()));
        var marked = await Task.WhenAll(keys.Select(key => Task.Run(
            () => Scenario.Get<MarkChangeSeen>().RunAsync(submission, key, isSeen: true, Scenario.Rita, CancellationToken.None))));

        Assert.Contains(marked, one => one.Succeeded);
        Assert.All(marked.Where(one => !one.Succeeded), one => Assert.Equal(ErrorKind.Conflict, one.Error!.Kind));
        Assert.Equal(keys.Where((_, index) => marked[index].Succeeded).Order(), (await RoundAsync(submission)).Seen.Order());
    }

    private async Task<ReviewRound> RoundAsync(Guid submission) =>
        Scenario.Done(await Scenario.Get<WorkbenchQueries>().FindAsync(submission, Scenario.Rita, CancellationToken.None)).Round!;

    private async Task<Result> LookAsync(Guid submission)
    {
        var shown = await Scenario.FindAsync(submission);
        return await Scenario.Get<LookAtSubmission>().RunAsync(submission, shown.Commit, shown.SubmittedAt, Scenario.Rita, CancellationToken.None);
    }

    private async Task AssertDecidedOnceAsync(Guid submission, bool approved)
    {
        var found = await Scenario.FindAsync(submission);
        var records = await Scenario.QueryAsync(db => db.Set<AuditEntry>()
            .CountAsync(entry => entry.SubjectId == submission.ToString() && (entry.Action == "submission.approved" || entry.Action == "submission.rejected")));
        var notified = (await NotificationsAsync()).Where(notification => notification.Link.EndsWith(submission.ToString(), StringComparison.Ordinal)).ToList();

        Assert.Equal(approved ? SubmissionState.Approved : SubmissionState.Rejected, found.State);
        Assert.Single(found.Entries, entry => entry.IsDecision);
        Assert.Equal(1, records);
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.Equal(approved ? 1 : 0, await Scenario.QueryAsync(db => db.Set<Release>().CountAsync(release => release.SubmissionId == submission)));
    }

    private Task<List<Notification>> NotificationsAsync() =>
        Scenario.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Kind == NotificationKind.Submission).ToListAsync());

    private Task<Result<DateTimeOffset>> ClaimAsync(Guid submission, Actor reviewer, bool takeOver = false) =>
        Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, takeOver, reviewer), CancellationToken.None);
}
