using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Conversation;

public sealed class ChangeRequestTests : ScenarioTests
{
    private WorkOnChangeRequest Work => Scenario.Get<WorkOnChangeRequest>();

    [Fact]
    public async Task An_answer_is_kept_recorded_and_told_to_the_reviewer_who_asked()
    {
        var (submission, items) = await AskAsync();

        Assert.True((await Work.ReplyAsync(submission, items[0], " It is #ops. ", Scenario.Ben, CancellationToken.None)).Succeeded);

        var item = (await Scenario.FindAsync(submission)).ChangeRequests[0];
        Assert.Equal(
            (ChangeRequestState.Replied, "It is #ops.", "ben", Side.Publisher),
            (item.State, item.Replies[0].Text, item.Replies[0].AuthorName, item.Replies[0].Side));
        var notified = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(notification => notification.Title.StartsWith("Item 1")));
        Assert.Equal((Scenario.Rita.UserId, $"/review/{submission}"), (notified.UserId, notified.Link));
        Assert.Equal(
            Scenario.Ben.UserId,
            (await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "submission.request_answered"))).ActorId);
    }

    [Fact]
    public async Task Mended_means_the_newest_commit_that_was_read()
    {
        var (submission, items) = await AskAsync();
        var newest = Scenario.Push("1.0.1");
        Scenario.Done(await Scenario.ReadAsync(submission));

        Assert.True((await Work.FixAsync(submission, items[1], "", Scenario.Ada, CancellationToken.None)).Succeeded);

        var item = (await Scenario.FindAsync(submission)).ChangeRequests[1];
        Assert.Equal((ChangeRequestState.Fixed, newest, "ada"), (item.State, item.FixedInCommit, item.FixedByName));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "submission.request_fixed")));
    }

    [Fact]
    public async Task A_shortened_commit_that_was_read_is_named_whole_and_another_is_taken_as_typed()
    {
        var (submission, items) = await AskAsync();
        var newest = Scenario.Push("1.0.1");
        Scenario.Done(await Scenario.ReadAsync(submission));

        Assert.True((await Work.FixAsync(submission, items[0], newest[..7].ToUpperInvariant(), Scenario.Ada, CancellationToken.None)).Succeeded);
        Assert.True((await Work.FixAsync(submission, items[1], "abcdef0123", Scenario.Ada, CancellationToken.None)).Succeeded);

        Assert.Equal([newest, "abcdef0123"], (await Scenario.FindAsync(submission)).ChangeRequests.Select(item => item.FixedInCommit));
    }

    [Fact]
    public async Task The_commit_the_reviewer_looked_at_cannot_mend_a_file()
    {
        var (submission, items) = await AskAsync();

        var fixedIn = await Work.FixAsync(submission, items[1], null, Scenario.Ada, CancellationToken.None);

        Assert.Equal("commit_not_newer", fixedIn.Code());
        Assert.Contains("Push the change", fixedIn.Error!.Message, StringComparison.Ordinal);
        Assert.True((await Work.FixAsync(submission, items[0], null, Scenario.Ada, CancellationToken.None)).Succeeded);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("abc123")]
    [InlineData("zzzzzzz")]
    [InlineData("0123456789012345678901234567890123456789a")]
    [InlineData("'; drop table")]
    public async Task What_is_no_commit_is_refused_at_its_field(string commit)
    {
        var (submission, items) = await AskAsync();

        var fixedIn = await Work.FixAsync(submission, items[0], commit, Scenario.Ada, CancellationToken.None);

        Assert.Equal(("commit_invalid", "commit"), (fixedIn.Code(), fixedIn.Error!.Details[0].Field));
        Assert.Equal(ChangeRequestState.Open, (await Scenario.FindAsync(submission)).ChangeRequests[0].State);
    }

    [Fact]
    public async Task An_answer_is_needed_bounded_and_plain()
    {
        var (submission, items) = await AskAsync();

        Assert.Equal("answer_length", (await Work.ReplyAsync(submission, items[0], " ", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(
            "answer_length",
            (await Work.ReplyAsync(
                submission, items[0], new string('a', ChangeRequest.MaxTextLength + 1), Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("answer_characters", (await Work.ReplyAsync(submission, items[0], "a\u0000b", Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Others_find_no_request()
    {
        var (submission, items) = await AskAsync();

        Assert.Equal("submission_not_found", (await Work.ReplyAsync(submission, items[0], "Hello", Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Work.FixAsync(submission, items[0], null, Scenario.Mia, CancellationToken.None)).Code());
        Assert.Equal("change_request_not_found", (await Work.ReplyAsync(submission, Guid.NewGuid(), "Hello", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal(
            "change_request_not_found",
            (await Work.ReplyAsync(
                await Scenario.InReviewAsync(id: "dev.acme.two", fullName: "acme/two"),
                items[0],
                "Hello",
                Scenario.Ada,
                CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_lives_in_the_form_is_fixed_without_a_commit()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.Get<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(submission, Decision.RequestChanges, "", null, Scenario.Rita)
            {
                Items = [RequestedField.Read("Summary: say who it is for")],
            },
            CancellationToken.None));
        var item = (await Scenario.FindAsync(submission)).ChangeRequests.Single();
        Assert.Equal("listing.summary", item.Field);

        Assert.True((await Work.FixAsync(submission, item.Id, "", Scenario.Ada, CancellationToken.None)).Succeeded);
        Assert.True((await Work.FixAsync(submission, item.Id, "", Scenario.Ada, CancellationToken.None)).Succeeded);

        item = (await Scenario.FindAsync(submission)).ChangeRequests.Single();
        Assert.Equal((ChangeRequestState.Fixed, null), (item.State, item.FixedInCommit));
        Assert.Contains("In the form.", await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notification => notification.Title.StartsWith("Item 1")).Select(notification => notification.Body).SingleAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("summary : too long", "listing.summary")]
    [InlineData("Privacy policy: the link is dead", "listing.links.privacy")]
    [InlineData("Say which channel: it is unclear", null)]
    [InlineData("Screenshots are blurred", null)]
    [InlineData(": nothing before it", null)]
    public void A_line_that_begins_with_a_field_is_about_it_and_keeps_its_words(string line, string? field) =>
        Assert.Equal(new NewChangeRequest(line, field), RequestedField.Read(line));

    [Fact]
    public async Task What_is_decided_is_closed()
    {
        var (submission, items) = await AskAsync();
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No."));

        Assert.Equal("submission_not_open", (await Work.ReplyAsync(submission, items[0], "But", Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_open", (await Work.FixAsync(submission, items[0], null, Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Answers_at_the_same_instant_are_kept_or_refused_and_never_lost()
    {
        var (submission, items) = await AskAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => Task.Run(() => Work.ReplyAsync(submission, items[0], $"Answer {number}", Scenario.Ada, CancellationToken.None))));

        Assert.All(sent.Where(result => !result.Succeeded), result => Assert.Equal("change_request_changed", result.Code()));
        Assert.Equal(sent.Count(result => result.Succeeded), (await Scenario.FindAsync(submission)).ChangeRequests[0].Replies.Count);
    }

    /// <summary>Rita asks for a clearer summary and for a change in the manifest.</summary>
    private Task<(Guid Submission, IReadOnlyList<Guid> Items)> AskAsync() => Requests.AskAsync(Scenario);
}
