using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>What reviewers ask for, item by item.</summary>
public sealed class RequestedItemsTests : OnTheWay
{
    [Fact]
    public async Task Items_are_numbered_and_go_on_counting_with_the_next_round()
    {
        var submission = await Way.InReviewAsync();
        await AskAsync(submission, "", new NewChangeRequest("Name the channel."), new NewChangeRequest("  Say why.  ", "listing.summary"));
        Assert.True((await Way.SubmitAsync(submission)).Succeeded);
        await AskAsync(submission, "", new NewChangeRequest("One more.", Path: "README.md", Line: 3));

        var items = (await Way.FindAsync(submission)).ChangeRequests;

        Assert.Equal([(1, "Name the channel."), (2, "Say why."), (3, "One more.")], items.Select(item => (item.Number, item.Text)));
        Assert.Equal(("listing.summary", "README.md", 3), (items[1].Field, items[2].Path, items[2].Line));
        Assert.All(items, item => Assert.Equal(ChangeRequestState.Open, item.State));
    }

    [Theory]
    [InlineData("Please:\n- name the channel\n* say why\n• add a licence", 3)]
    [InlineData("Please name the channel.", 1)]
    public async Task A_message_alone_becomes_its_items(string message, int count)
    {
        var submission = await Way.InReviewAsync();

        Way.Done(await Way.DecideAsync(submission, Decision.RequestChanges, message));

        Assert.Equal(count, (await Way.FindAsync(submission)).ChangeRequests.Count);
    }

    [Fact]
    public async Task Wild_input_is_refused_with_the_bound()
    {
        var submission = await Way.InReviewAsync();

        Assert.Equal("items_count", (await TryAsync(submission, "", [.. Enumerable.Range(0, 51).Select(number => new NewChangeRequest($"{number}"))])).Code());
        Assert.Equal("item_length", (await TryAsync(submission, "", new NewChangeRequest(new string('x', 1001)))).Code());
        Assert.Equal("message_required", (await TryAsync(submission, " ", new NewChangeRequest("  "))).Code());
    }

    [Fact]
    public async Task An_item_is_answered_mended_and_opened_again()
    {
        var submission = await Way.InReviewAsync();
        await AskAsync(submission, "", new NewChangeRequest("Name the channel."));
        var publisher = new Author(Way.Ada.UserId, "ada", Side.Publisher);

        await Way.QueryAsync(async db =>
        {
            var item = (await SubmissionGate.LoadAsync(db, submission, CancellationToken.None))!.ChangeRequests[0];
            Assert.Equal("answer_length", item.Answer(" ", publisher, Way.Clock.GetUtcNow()).Code());
            Assert.True(item.Answer("Which one?", publisher, Way.Clock.GetUtcNow()).Succeeded);
            return await db.SaveChangesAsync();
        });
        var answered = (await Way.FindAsync(submission)).ChangeRequests[0];
        Assert.Equal((ChangeRequestState.Answered, "Which one?"), (answered.State, answered.Answers[0].Text));

        Assert.True(answered.Mend("abcdef0", publisher, Way.Clock.GetUtcNow()).Succeeded);
        Assert.Equal((ChangeRequestState.Mended, "abcdef0", "ada"), (answered.State, answered.MendedInCommit, answered.MendedByName));
        Assert.True(answered.Reopen().Succeeded);
        Assert.Equal("change_request_open", answered.Reopen().Code());
    }

    private async Task AskAsync(Guid submission, string message, params NewChangeRequest[] items) => Way.Done(await TryAsync(submission, message, items));

    private Task<Kiket.Portal.Foundation.Result<Submission>> TryAsync(Guid submission, string message, params NewChangeRequest[] items)
    {
        Way.Clock.Advance(TimeSpan.FromSeconds(1));
        return Way.Get<DecideSubmission>().RunAsync(new DecideSubmissionRequest(submission, Decision.RequestChanges, message, null, Way.Rita) { Items = items }, CancellationToken.None);
    }
}
