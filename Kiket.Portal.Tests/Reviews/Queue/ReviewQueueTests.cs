using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;

namespace Kiket.Portal.Tests.Reviews.Queue;

public sealed class ReviewQueueTests : ScenarioTests
{
    private ReviewQueries Queries => Scenario.Get<ReviewQueries>();

    [Fact]
    public async Task The_longest_waiting_comes_first_and_drafts_do_not_appear()
    {
        var first = await Scenario.InReviewAsync(id: "dev.acme.first", fullName: "acme/first");
        var second = await Scenario.InReviewAsync(id: "dev.acme.second", fullName: "acme/second");
        await Scenario.ReadyAsync(id: "dev.acme.third", fullName: "acme/third");

        var queue = await QueueAsync(QueueTab.Unclaimed);

        Assert.Equal([first, second], queue.Page.Items.Select(row => row.Id));
        var listed = await Queries.QueueAsync(organization: null, SubmissionState.InReview, Scenario.Rita, new PageRequest(1, 20), CancellationToken.None);
        Assert.Equal(2, listed.Value.Total);
    }

    [Fact]
    public async Task A_reviewers_own_organization_is_marked()
    {
        await Scenario.ListedAsync();
        await Scenario.InReviewAsync("1.1.0");

        Assert.True(Assert.Single((await QueueAsync(QueueTab.Unclaimed, Scenario.Ina)).Page.Items).IsOwn);
        Assert.False(Assert.Single((await QueueAsync(QueueTab.Unclaimed)).Page.Items).IsOwn);
        Assert.True(Assert.Single(
            (await Queries.QueueAsync(organization: null, SubmissionState.InReview, Scenario.Rita, new PageRequest(1, 20), CancellationToken.None))
                .Value.Items).IsUpdate);
    }

    [Fact]
    public async Task Each_tab_holds_its_submissions_and_counts_them()
    {
        var free = await Scenario.InReviewAsync(id: "dev.acme.free", fullName: "acme/free");
        var mine = await Scenario.InReviewAsync(id: "dev.acme.mine", fullName: "acme/mine");
        var sentBack = await Scenario.InReviewAsync(id: "dev.acme.first", fullName: "acme/first");
        var rejected = await Scenario.InReviewAsync(id: "dev.acme.second", fullName: "acme/second");
        Scenario.Done(await Scenario.DecideAsync(sentBack, Decision.RequestChanges));
        Scenario.Done(await Scenario.DecideAsync(rejected, Decision.Reject));
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(mine, false, Scenario.Rita), CancellationToken.None));

        Assert.Equal(free, Assert.Single((await QueueAsync(QueueTab.Unclaimed)).Page.Items).Id);
        Assert.Equal(mine, Assert.Single((await QueueAsync(QueueTab.Mine)).Page.Items).Id);
        Assert.Equal("rita", Assert.Single((await QueueAsync(QueueTab.ClaimedByOthers, Scenario.Rob)).Page.Items).ClaimantName);
        Assert.Equal(
            (sentBack, 1),
            (
                Assert.Single((await QueueAsync(QueueTab.WithPublisher)).Page.Items).Id,
                (await QueueAsync(QueueTab.WithPublisher)).Page.Items[0].OpenItems));
        var decided = await QueueAsync(QueueTab.Decided);
        Assert.Equal(rejected, Assert.Single(decided.Page.Items).Id);
        Assert.Equal([1, 1, 0, 1, 1], decided.Counts.OrderBy(count => count.Key).Select(count => count.Value));

        Scenario.Clock.Advance(ReviewClaim.Lifetime);
        Assert.Empty((await QueueAsync(QueueTab.Mine)).Page.Items);
        Assert.Equal(2, (await QueueAsync(QueueTab.Unclaimed)).Page.Total);
    }

    [Fact]
    public async Task Filters_and_orders_choose_what_is_shown()
    {
        var plain = await Scenario.InReviewAsync(id: "dev.acme.plain", fullName: "acme/plain");
        var paid = await Scenario.InReviewAsync(
            id: "dev.acme.paid",
            fullName: "acme/paid",
            details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });

        Assert.Equal(paid, Assert.Single((await QueueAsync(new QueueFilter(QueueTab.Unclaimed, Class: ChangeClass.Sensitive))).Page.Items).Id);
        Assert.Equal([paid, plain], (await QueueAsync(new QueueFilter(QueueTab.Unclaimed, Order: QueueOrder.Risk))).Page.Items.Select(row => row.Id));
        Assert.Equal([paid, plain], (await QueueAsync(new QueueFilter(QueueTab.Unclaimed, Order: QueueOrder.Name))).Page.Items.Select(row => row.Id));
        Assert.Equal(2, (await QueueAsync(new QueueFilter(QueueTab.Unclaimed, Publisher: "acme"))).Page.Total);
        Assert.Equal(0, (await QueueAsync(new QueueFilter(QueueTab.Unclaimed, Publisher: "globex"))).Page.Total);
        Assert.Equal(0, (await QueueAsync(new QueueFilter(QueueTab.Unclaimed, OverdueOnly: true))).Page.Total);

        Scenario.Clock.Advance(TimeSpan.FromHours(48));
        var overdue = await QueueAsync(new QueueFilter(QueueTab.Unclaimed, OverdueOnly: true));
        Assert.Equal(2, overdue.Page.Total);
        Assert.All(overdue.Page.Items, row => Assert.Equal(AgeState.Overdue, row.Age!.State));
    }

    [Fact]
    public async Task A_row_says_why_it_is_there()
    {
        var submission = await Scenario.InReviewAsync(details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });
        Assert.Equal("It is paid for the first time", (await QueueAsync(QueueTab.Unclaimed)).Page.Items[0].Why);

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        var row = (await QueueAsync(QueueTab.Unclaimed)).Page.Items[0];
        Assert.Equal(("Waits for a second approver; rita approved", "rita"), (row.Why, row.FirstApprover));

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, actor: Scenario.Rob));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Assert.StartsWith("Back after changes", (await QueueAsync(QueueTab.Unclaimed)).Page.Items[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_and_its_submissions_are_not_there_for_anybody_else()
    {
        var submission = await Scenario.InReviewAsync();

        foreach (var person in new[] { Scenario.Ada, Scenario.Gus })
        {
            Assert.Equal(
                ErrorKind.NotFound,
                (await Scenario.Get<QueueQueries>()
                    .RunAsync(organization: null, new QueueFilter(QueueTab.Unclaimed), person, new PageRequest(1, 20), CancellationToken.None)).Error!.Kind);
            Assert.Equal(
                ErrorKind.NotFound,
                (await Queries.QueueAsync(organization: null, SubmissionState.InReview, person, new PageRequest(1, 20), CancellationToken.None)).Error!.Kind);
            Assert.Equal(ErrorKind.NotFound, (await Scenario.Get<WorkbenchQueries>().FindAsync(submission, person, CancellationToken.None)).Error!.Kind);
        }
    }

    [Fact]
    public async Task A_draft_is_the_publishers_alone() =>
        Assert.Equal(
            "submission_not_found",
            (await Scenario.Get<WorkbenchQueries>().FindAsync(await Scenario.ReadyAsync(), Scenario.Rita, CancellationToken.None)).Code());

    [Theory]
    [InlineData(int.MinValue, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task Wild_page_numbers_are_brought_into_range(int number, int size)
    {
        await Scenario.InReviewAsync();

        var view = Scenario.Done(await Scenario.Get<QueueQueries>()
            .RunAsync(organization: null, new QueueFilter(QueueTab.Unclaimed), Scenario.Rita, new PageRequest(number, size), CancellationToken.None));

        Assert.Equal(1, view.Page.Total);
    }

    private Task<QueueView> QueueAsync(QueueTab tab, Actor? reviewer = null) => QueueAsync(new QueueFilter(tab), reviewer);

    private async Task<QueueView> QueueAsync(QueueFilter filter, Actor? reviewer = null) =>
        Scenario.Done(await Scenario.Get<QueueQueries>().RunAsync(
            organization: null, filter, reviewer ?? Scenario.Rita, new PageRequest(1, 20), CancellationToken.None));
}
