using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

public sealed class HoldSubmissionTests : OnTheWay
{
    [Fact]
    public async Task A_claim_holds_for_fifteen_minutes_and_activity_renews_it()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));

        Way.Clock.Advance(TimeSpan.FromMinutes(14));
        Way.Done(await HoldAsync(submission, Way.Rita));
        Way.Clock.Advance(TimeSpan.FromMinutes(14));

        Assert.Equal("review_held", (await HoldAsync(submission, Way.Rob)).Code());
        Way.Clock.Advance(TimeSpan.FromMinutes(1));
        Way.Done(await HoldAsync(submission, Way.Rob));
    }

    [Fact]
    public async Task Another_reviewer_learns_who_holds_it_and_for_how_long()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));
        Way.Clock.Advance(TimeSpan.FromMinutes(3));

        var refused = await HoldAsync(submission, Way.Rob);

        Assert.Equal(ErrorKind.Conflict, refused.Error!.Kind);
        Assert.Contains("rita holds this for another 12 min", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_take_over_tells_the_other_once_and_ends_their_right_to_decide()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));

        Way.Done(await HoldAsync(submission, Way.Rob, takeOver: true));

        var told = Assert.Single(await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.UserId == Way.Rita.UserId && notification.Body.StartsWith("They review")).ToListAsync()));
        Assert.Equal("rob took over Acme Alerts 1.0.0", told.Title);
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "review.taken_over")));
        Assert.Equal("review_held", (await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rita)).Code());
        Way.Done(await Way.DecideAsync(submission, Decision.Approve, actor: Way.Rob));
    }

    [Fact]
    public async Task What_ran_out_is_taken_without_asking_and_without_telling()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));
        Way.Clock.Advance(ReviewHold.Lifetime);

        Way.Done(await HoldAsync(submission, Way.Rob));

        Assert.Equal(0, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "review.taken_over")));
    }

    [Fact]
    public async Task A_hold_given_back_is_free_at_once()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await HoldAsync(submission, Way.Rita));

        Assert.True((await Way.Get<ReleaseHold>().RunAsync(submission, Way.Rita, CancellationToken.None)).Succeeded);

        Way.Done(await HoldAsync(submission, Way.Rob));
    }

    [Fact]
    public async Task Only_reviewers_of_other_organizations_claim_and_only_what_is_in_review()
    {
        var submission = await Way.InReviewAsync();
        var listed = await Way.ListedAsync(id: "dev.acme.other", fullName: "acme/other");

        Assert.Equal("own_organization", (await HoldAsync(submission, Way.Ina)).Code());
        Assert.Equal(ErrorKind.NotFound, (await HoldAsync(submission, Way.Gus)).Error!.Kind);
        Assert.Equal("submission_not_in_review", (await HoldAsync(listed, Way.Rita)).Code());
    }

    [Fact]
    public async Task Of_two_claims_at_the_same_instant_one_holds()
    {
        for (var round = 0; round < 20; round++)
        {
            var submission = await Way.InReviewAsync("1.0.0", $"dev.acme.held{round}", $"acme/held{round}");

            var claims = await Task.WhenAll(Task.Run(() => HoldAsync(submission, Way.Rita)), Task.Run(() => HoldAsync(submission, Way.Rob)));

            Assert.Equal("review_held", Assert.Single(claims, claim => !claim.Succeeded).Code());
        }
    }

    private Task<Result<DateTimeOffset>> HoldAsync(Guid submission, Actor reviewer, bool takeOver = false) =>
        Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, takeOver, reviewer), CancellationToken.None);
}
