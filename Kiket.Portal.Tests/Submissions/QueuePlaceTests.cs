using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Tests.Submissions;

public sealed class QueuePlaceTests : ScenarioTests
{
    [Fact]
    public async Task A_submission_moves_up_as_those_before_it_are_decided_or_taken_back()
    {
        var first = await Scenario.InReviewAsync(id: "dev.acme.one", fullName: "acme/one");
        var second = await Scenario.InReviewAsync(id: "dev.acme.two", fullName: "acme/two");
        var third = await Scenario.InReviewAsync(id: "dev.acme.three", fullName: "acme/three");
        Assert.Equal([0, 1, 2], [await BeforeAsync(first), await BeforeAsync(second), await BeforeAsync(third)]);

        Scenario.Done(await Scenario.DecideAsync(first, Decision.Approve));
        Assert.Equal([null, 0, 1], [await BeforeAsync(first), await BeforeAsync(second), await BeforeAsync(third)]);

        await Scenario.Get<WithdrawSubmission>().RunAsync(second, Scenario.Ada, CancellationToken.None);
        Assert.Equal([null, 0], [await BeforeAsync(second), await BeforeAsync(third)]);
    }

    [Fact]
    public async Task One_that_comes_back_mended_queues_at_the_end_and_a_draft_nowhere()
    {
        var first = await Scenario.InReviewAsync(id: "dev.acme.one", fullName: "acme/one");
        var second = await Scenario.InReviewAsync(id: "dev.acme.two", fullName: "acme/two");
        Scenario.Done(await Scenario.DecideAsync(first, Decision.RequestChanges, "Name the channel."));
        Assert.Null(await BeforeAsync(first));

        Assert.True((await Scenario.SubmitAsync(first)).Succeeded);

        Assert.Equal([1, 0], [await BeforeAsync(first), await BeforeAsync(second)]);
        Assert.Null(await BeforeAsync(await Scenario.ReadyAsync()));
    }

    private async Task<int?> BeforeAsync(Guid submission) =>
        await Scenario.Get<QueuePlaces>().BeforeAsync(await Scenario.FindAsync(submission), CancellationToken.None);
}
