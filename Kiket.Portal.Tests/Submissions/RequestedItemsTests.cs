using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>What reviewers ask for, item by item.</summary>
public sealed class RequestedItemsTests : ScenarioTests
{
    [Fact]
    public async Task Items_are_numbered_and_go_on_counting_with_the_next_round()
    {
        var submission = await Scenario.InReviewAsync();
        await AskAsync(submission, "", new NewChangeRequest("Name the channel."), new NewChangeRequest("  Say why.  ", "listing.summary"));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        await AskAsync(submission, "", new NewChangeRequest("One more.", Path: "README.md", Line: 3));

        var items = (await Scenario.FindAsync(submission)).ChangeRequests;

        Assert.Equal([(1, "Name the channel."), (2, "Say why."), (3, "One more.")], items.Select(item => (item.Number, item.Text)));
        Assert.Equal(("listing.summary", "README.md", 3), (items[1].Field, items[2].Path, items[2].Line));
        Assert.All(items, item => Assert.Equal(ChangeRequestState.Open, item.State));
    }

    [Theory]
    [InlineData("Please:\n- name the channel\n* say why\n• add a licence", 3)]
    [InlineData("Please name the channel.", 1)]
    public async Task A_message_alone_becomes_its_items(string message, int count)
    {
        var submission = await Scenario.InReviewAsync();

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, message));

        Assert.Equal(count, (await Scenario.FindAsync(submission)).ChangeRequests.Count);
    }

    [Fact]
    public async Task Wild_input_is_refused_with_the_bound()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal("items_count", (await TryAsync(submission, "", [.. Enumerable.Range(0, 51).Select(number => new NewChangeRequest($"{number}"))])).Code());
        Assert.Equal("item_length", (await TryAsync(submission, "", new NewChangeRequest(new string('x', 1001)))).Code());
        Assert.Equal("message_required", (await TryAsync(submission, " ", new NewChangeRequest("  "))).Code());
    }

    [Fact]
    public async Task An_item_is_answered_mended_and_opened_again()
    {
        var submission = await Scenario.InReviewAsync();
        await AskAsync(submission, "", new NewChangeRequest("Name the channel."));
        var publisher = new Author(Scenario.Ada.UserId, "ada", Side.Publisher);

        await Scenario.QueryAsync(async db =>
        {
            var item = (await SubmissionAccess.LoadAsync(db, submission, CancellationToken.None))!.ChangeRequests[0];
            Assert.Equal("answer_length", item.Reply(" ", publisher, Scenario.Clock.GetUtcNow()).Code());
            Assert.True(item.Reply("Which one?", publisher, Scenario.Clock.GetUtcNow()).Succeeded);
            return await db.SaveChangesAsync();
        });
        var answered = (await Scenario.FindAsync(submission)).ChangeRequests[0];
        Assert.Equal((ChangeRequestState.Replied, "Which one?"), (answered.State, answered.Replies[0].Text));

        Assert.True(answered.Fix("abcdef0", publisher, Scenario.Clock.GetUtcNow()).Succeeded);
        Assert.Equal((ChangeRequestState.Fixed, "abcdef0", "ada"), (answered.State, answered.FixedInCommit, answered.FixedByName));
        Assert.True(answered.Reopen().Succeeded);
        Assert.Equal("change_request_open", answered.Reopen().Code());
    }

    private async Task AskAsync(Guid submission, string message, params NewChangeRequest[] items) => Scenario.Done(await TryAsync(submission, message, items));

    private Task<Kiket.Portal.Foundation.Result<Submission>> TryAsync(Guid submission, string message, params NewChangeRequest[] items)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.RequestChanges, message, null, Scenario.Rita) { Items = items },
            CancellationToken.None);
    }
}
