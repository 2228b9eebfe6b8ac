using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Reviews.Desk;

/// <summary>What changed since a reviewer last looked, and which of it they have seen.</summary>
public sealed class ReviewRoundTests : ScenarioTests
{
    [Fact]
    public async Task First_round_of_a_reviewer_is_compared_with_the_release_alone()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Null((await BenchAsync(submission)).Round);
        await LookAsync(submission, Scenario.Rita);
        await LookAsync(submission, Scenario.Rita);

        Assert.Null((await BenchAsync(submission)).Round);
        Assert.NotEmpty((await BenchAsync(submission)).Compared.Difference.Changes);
    }

    [Fact]
    public async Task Second_round_has_only_what_changed_as_meaning_and_as_text()
    {
        var submission = await Scenario.InReviewAsync();
        var first = (await Scenario.FindAsync(submission)).Commit!;
        await LookAsync(submission, Scenario.Rita);
        await FixAsync(submission, permissions: "[issues:read, comments:write, issues:write]");

        var round = (await BenchAsync(submission)).Round!;

        Assert.Equal((first, true), (round.BeforeCommit, round.IsSameRepository));
        Assert.Contains(
            round.Changes,
            change => change is { Kind: ChangeKind.Added, Widens: true } && change.Title.Contains("edit and transition issues", StringComparison.Ordinal));
        Assert.DoesNotContain(round.Changes, change => change.Title.Contains("comments", StringComparison.Ordinal));
        var summary = Assert.Single(round.Changes, change => change.Title == "Summary");
        Assert.Equal((Scenario.Details.Summary, "Tells everyone about risky work."), (summary.Before, summary.After));
        var readme = Assert.Single(round.Changes, change => change.Title == "README.md (Overview)");
        Assert.Contains("Quieter words.", readme.After, StringComparison.Ordinal);
        Assert.True(readme.IsLong);
        Assert.Equal(ChangeKind.Added, Assert.Single(round.Changes, change => change.Picture is not null).Kind);
        Assert.Single(round.Changes, change => change.Title == "Manifest");
    }

    [Fact]
    public async Task A_replaced_icon_a_removed_picture_and_another_caption_are_changes_of_their_own()
    {
        var submission = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.Icon, Pictures.Png(512, 512)));
        var left = await Scenario.CaptionedAsync(submission, "The board");
        var stays = await Scenario.CaptionedAsync(submission, "The alert", Pictures.Png(1300, 800));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        await LookAsync(submission, Scenario.Rita);
        await AskAsync(submission);
        Scenario.Done(await Scenario.AttachAsync(submission, UploadKind.Icon, Pictures.Png(600, 600)));
        Scenario.Done(await Scenario.Get<Kiket.Portal.Submissions.Attachments.RemoveAttachment>()
            .RunAsync(submission, left, Scenario.Ada, CancellationToken.None));
        Scenario.Done(await Scenario.Get<Kiket.Portal.Submissions.Attachments.CaptionPicture>()
            .RunAsync(submission, stays, "An alert", "The alert", Scenario.Ada, CancellationToken.None));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        var round = (await BenchAsync(submission)).Round!;

        Assert.Equal(
            [(ChangeKind.Changed, "Icon"), (ChangeKind.Changed, "Caption of a screenshot"), (ChangeKind.Removed, "Screenshot “The board”")],
            round.Changes.Select(change => (change.Kind, change.Title)));
    }

    [Fact]
    public async Task A_picture_that_a_document_shows_is_a_change_though_no_text_is()
    {
        var submission = await Scenario.InReviewAsync();
        await LookAsync(submission, Scenario.Rita);
        await PushAsync(submission, "![The flow](flow.svg)", Drawing("red"));
        await LookAsync(submission, Scenario.Rita);
        foreach (var change in (await BenchAsync(submission)).Round!.Changes)
        {
            Scenario.Ok(await SeeAsync(submission, change.Key, Scenario.Rita));
        }

        await PushAsync(submission, "![The flow](flow.svg)", Drawing("blue"));

        var only = Assert.Single((await BenchAsync(submission)).Round!.Changes);
        Assert.Equal((ChangeKind.Changed, "Pictures in the documents: 1 added, 1 removed."), (only.Kind, only.Title));
        Assert.StartsWith("/files/", Assert.Single(only.InDocuments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seen_is_stored_for_each_reviewer_and_taken_back()
    {
        var submission = await Scenario.InReviewAsync();
        await LookAsync(submission, Scenario.Rita);
        await LookAsync(submission, Scenario.Rob);
        await FixAsync(submission);
        await LookAsync(submission, Scenario.Rita);
        await LookAsync(submission, Scenario.Rob);
        var key = (await BenchAsync(submission)).Round!.Changes[0].Key;

        Scenario.Ok(await SeeAsync(submission, key, Scenario.Rita));
        Scenario.Ok(await SeeAsync(submission, key, Scenario.Rita));

        Assert.Equal([key], (await BenchAsync(submission)).Round!.Seen);
        Assert.Empty((await BenchAsync(submission, Scenario.Rob)).Round!.Seen);
        Scenario.Ok(await SeeAsync(submission, key, Scenario.Rita, isSeen: false));
        Assert.Empty((await BenchAsync(submission)).Round!.Seen);
    }

    [Fact]
    public async Task A_commit_that_arrives_meanwhile_hides_nothing_that_was_not_seen_yet()
    {
        var submission = await Scenario.InReviewAsync();
        await LookAsync(submission, Scenario.Rita);
        await FixAsync(submission);
        await LookAsync(submission, Scenario.Rita);
        var before = (await BenchAsync(submission)).Round!;
        var summary = before.Changes.Single(change => change.Title == "Summary").Key;
        Scenario.Ok(await SeeAsync(submission, summary, Scenario.Rita));
        await PushAsync(submission, "One more word.");
        await LookAsync(submission, Scenario.Rita);

        var after = (await BenchAsync(submission)).Round!;

        Assert.Equal(before.BeforeCommit, after.BeforeCommit);
        Assert.Equal([summary], after.Seen);
        Assert.Contains(after.Changes, change => change.Picture is not null);
    }

    [Fact]
    public async Task What_is_all_seen_is_not_shown_again_with_the_next_commit()
    {
        var submission = await Scenario.InReviewAsync();
        await LookAsync(submission, Scenario.Rita);
        await FixAsync(submission);
        await LookAsync(submission, Scenario.Rita);
        foreach (var change in (await BenchAsync(submission)).Round!.Changes)
        {
            Scenario.Ok(await SeeAsync(submission, change.Key, Scenario.Rita));
        }

        await PushAsync(submission, "One more word.");

        Assert.Equal(["README.md (Overview)"], (await BenchAsync(submission)).Round!.Changes.Select(change => change.Title));
    }

    [Fact]
    public async Task What_is_not_a_change_or_of_an_older_round_cannot_be_marked_as_seen()
    {
        var submission = await Scenario.InReviewAsync();
        await LookAsync(submission, Scenario.Rita);
        await FixAsync(submission);
        var key = (await BenchAsync(submission)).Round!.Changes[0].Key;

        Assert.Equal("round_changed", (await SeeAsync(submission, key, Scenario.Rita)).Code());
        await LookAsync(submission, Scenario.Rita);
        Assert.Equal("change_not_found", (await SeeAsync(submission, "0123", Scenario.Rita)).Code());
        Assert.Equal("own_organization", (await SeeAsync(submission, key, Scenario.Ina)).Code());
        Assert.Equal("not_found", (await SeeAsync(submission, key, Scenario.Gus)).Code());
    }

    [Fact]
    public async Task A_page_with_an_older_round_records_nothing()
    {
        var submission = await Scenario.InReviewAsync();
        var old = await Scenario.FindAsync(submission);
        await FixAsync(submission);

        Scenario.Ok(await Scenario.Get<LookAtSubmission>().RunAsync(submission, old.Commit, old.SubmittedAt, Scenario.Rita, CancellationToken.None));
        await PushAsync(submission, "One more word.");

        Assert.Null((await BenchAsync(submission)).Round);
    }

    private async Task AskAsync(Guid submission) =>
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Say it more quietly."));

    private async Task FixAsync(Guid submission, string permissions = "[issues:read, comments:write]")
    {
        await AskAsync(submission);
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0")
                .Edited("permissions: [issues:read, comments:write]", $"permissions: {permissions}")
                .With("README.md", "# Acme Alerts\n\nQuieter words. And other ones.\n"));
        Scenario.Done(await Scenario.ReadAsync(submission));
        var reasons = new Dictionary<string, string>(Scenario.Details.Justifications, StringComparer.Ordinal);
        if (permissions.Contains("issues:write", StringComparison.Ordinal))
        {
            reasons["issues:write"] = "Marks the issue as risky.";
        }

        Scenario.Done(await Scenario.DescribeAsync(
            submission, Scenario.Details with { Summary = "Tells everyone about risky work.", Justifications = reasons }));
        await Scenario.CaptionedAsync(submission, "The board");
        var submitted = await Scenario.SubmitAsync(submission);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
    }

    private static string Drawing(string colour) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\" fill=\"{colour}\"/></svg>";

    private async Task PushAsync(Guid submission, string words, string? drawing = null)
    {
        var files = SampleRepository.Complete(Scenario.Id, "1.0.0").With("README.md", $"# Acme Alerts\n\nQuieter words. {words}\n");
        Scenario.GitHub.Push(Scenario.FullName, drawing is null ? files : files.With("flow.svg", drawing));
        Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None));
    }

    private async Task LookAsync(Guid submission, Actor reviewer)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var shown = (await BenchAsync(submission, reviewer)).Submission;
        Scenario.Ok(await Scenario.Get<LookAtSubmission>().RunAsync(submission, shown.Commit, shown.SubmittedAt, reviewer, CancellationToken.None));
    }

    private Task<Result> SeeAsync(Guid submission, string key, Actor reviewer, bool isSeen = true) =>
        Scenario.Get<MarkChangeSeen>().RunAsync(submission, key, isSeen, reviewer, CancellationToken.None);

    private async Task<Workbench> BenchAsync(Guid submission, Actor? reviewer = null) =>
        Scenario.Done(await Scenario.Get<WorkbenchQueries>().FindAsync(submission, reviewer ?? Scenario.Rita, CancellationToken.None));
}
