using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews.Queue;

public sealed class ClaimSubmissionTests : ScenarioTests
{
    [Fact]
    public async Task A_claim_holds_for_fifteen_minutes_and_activity_renews_it()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));

        Scenario.Clock.Advance(TimeSpan.FromMinutes(14));
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(14));

        Assert.Equal("review_held", (await ClaimAsync(submission, Scenario.Rob)).Code());
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Scenario.Done(await ClaimAsync(submission, Scenario.Rob));
    }

    [Fact]
    public async Task Another_reviewer_learns_who_holds_it_and_for_how_long()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(3));

        var refused = await ClaimAsync(submission, Scenario.Rob);

        Assert.Equal(ErrorKind.Conflict, refused.Error!.Kind);
        Assert.Contains("rita has claimed this for another 12 min", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_take_over_tells_the_other_once_and_ends_their_right_to_decide()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));

        Scenario.Done(await ClaimAsync(submission, Scenario.Rob, takeOver: true));

        var notified = Assert.Single(await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notification => notification.UserId == Scenario.Rita.UserId && notification.Body.StartsWith("They review"))
            .ToListAsync()));
        Assert.Equal("rob took over Acme Alerts 1.0.0", notified.Title);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "review.taken_over")));
        Assert.Equal("review_held", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rita)).Code());
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
    }

    [Fact]
    public async Task What_ran_out_is_taken_without_asking_and_without_telling()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));
        Scenario.Clock.Advance(ReviewClaim.Lifetime);

        Scenario.Done(await ClaimAsync(submission, Scenario.Rob));

        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "review.taken_over")));
    }

    [Fact]
    public async Task A_hold_given_back_is_free_at_once()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await ClaimAsync(submission, Scenario.Rita));

        Assert.True((await Scenario.Get<ReleaseClaim>().RunAsync(submission, Scenario.Rita, CancellationToken.None)).Succeeded);

        Scenario.Done(await ClaimAsync(submission, Scenario.Rob));
    }

    [Fact]
    public async Task Only_reviewers_of_other_organizations_claim_and_only_what_is_in_review()
    {
        var submission = await Scenario.InReviewAsync();
        var listed = await Scenario.ListedAsync(id: "dev.acme.other", fullName: "acme/other");

        Assert.Equal("own_organization", (await ClaimAsync(submission, Scenario.Ina)).Code());
        Assert.Equal(ErrorKind.NotFound, (await ClaimAsync(submission, Scenario.Gus)).Error!.Kind);
        Assert.Equal("submission_not_in_review", (await ClaimAsync(listed, Scenario.Rita)).Code());
    }

    private Task<Result<DateTimeOffset>> ClaimAsync(Guid submission, Actor reviewer, bool takeOver = false) =>
        Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, takeOver, reviewer), CancellationToken.None);
}
