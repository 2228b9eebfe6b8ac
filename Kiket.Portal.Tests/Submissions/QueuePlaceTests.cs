using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Tests.Submissions;

public sealed class QueuePlaceTests : OnTheWay
{
    [Fact]
    public async Task A_submission_moves_up_as_those_before_it_are_decided_or_taken_back()
    {
        var first = await Way.InReviewAsync(id: "dev.acme.one", fullName: "acme/one");
        var second = await Way.InReviewAsync(id: "dev.acme.two", fullName: "acme/two");
        var third = await Way.InReviewAsync(id: "dev.acme.three", fullName: "acme/three");
        Assert.Equal([0, 1, 2], [await BeforeAsync(first), await BeforeAsync(second), await BeforeAsync(third)]);

        Way.Done(await Way.DecideAsync(first, Decision.Approve));
        Assert.Equal([null, 0, 1], [await BeforeAsync(first), await BeforeAsync(second), await BeforeAsync(third)]);

        await Way.Get<WithdrawSubmission>().RunAsync(second, Way.Ada, CancellationToken.None);
        Assert.Equal([null, 0], [await BeforeAsync(second), await BeforeAsync(third)]);
    }

    [Fact]
    public async Task One_that_comes_back_mended_queues_at_the_end_and_a_draft_nowhere()
    {
        var first = await Way.InReviewAsync(id: "dev.acme.one", fullName: "acme/one");
        var second = await Way.InReviewAsync(id: "dev.acme.two", fullName: "acme/two");
        Way.Done(await Way.DecideAsync(first, Decision.RequestChanges, "Name the channel."));
        Assert.Null(await BeforeAsync(first));

        Assert.True((await Way.SubmitAsync(first)).Succeeded);

        Assert.Equal([1, 0], [await BeforeAsync(first), await BeforeAsync(second)]);
        Assert.Null(await BeforeAsync(await Way.ReadyAsync()));
    }

    private async Task<int?> BeforeAsync(Guid submission) =>
        await Way.Get<QueuePlaces>().BeforeAsync(await Way.FindAsync(submission), CancellationToken.None);
}
