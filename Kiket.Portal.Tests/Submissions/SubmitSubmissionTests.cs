using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Checks;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class SubmitSubmissionTests : OnTheWay
{
    [Fact]
    public async Task A_ready_draft_goes_to_the_reviewers_and_each_of_them_is_told_once()
    {
        var submission = await Way.InReviewAsync();

        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(submission)).State);
        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Kind == NotificationKind.Review).Select(notification => notification.UserId).ToListAsync());
        Assert.Equal(new[] { Way.Rita.UserId, Way.Rob.UserId, Way.Ina.UserId }.Order(), told.Order());
    }

    [Fact]
    public async Task Everything_that_is_missing_is_told_at_once_with_its_field()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.DescribeAsync(draft, new ListingDetails()));

        var refused = await Way.SubmitAsync(draft);

        Assert.Equal((ErrorKind.Invalid, "not_ready"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(
            ["listing.categories", "listing.justifications.comments:write", "listing.justifications.issues:read", "listing.name", "listing.summary", "listing.support"],
            refused.Error.Details.Select(detail => detail.Field!).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Asvs("V2.3.1")]
    public async Task A_draft_that_was_never_read_asks_for_the_repository() =>
        Assert.Equal("repository.url", (await Way.SubmitAsync(await Way.StartAsync())).Error!.Details.Single().Field);

    [Fact]
    public async Task A_callback_that_leaves_its_host_open_asks_for_the_base_url()
    {
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").Edited("https://alerts.acme.test/hooks", "${EXTENSION_BASE_URL}/hooks"));
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.DescribeAsync(draft, Way.Details));

        Assert.Equal("listing.base_url", (await Way.SubmitAsync(draft)).Error!.Details.Single().Field);
        Way.Done(await Way.DescribeAsync(draft, Way.Details with { BaseUrl = "https://alerts.acme.test" }));
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.0+build.2")]
    [InlineData("0.9.9")]
    [InlineData("1.0.0-rc.1")]
    public async Task A_version_that_does_not_rise_above_the_released_one_is_refused_with_that_one_named(string version)
    {
        await Way.ListedAsync("1.0.0");
        var draft = await Way.ReadyAsync(version);

        var refused = await Way.SubmitAsync(draft);

        Assert.Equal((ErrorKind.Conflict, VersionPolicy.NotGreater), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("1.0.0", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_another_organization_holds_is_refused_whatever_its_case()
    {
        await Way.ListedAsync();
        Way.GitHub.Push("globex/copy", SampleRepository.Complete("dev.acme.alerts", "9.0.0"));
        var draft = await Way.StartAsync(Way.Gus, "globex");
        Way.Done(await Way.ReadAsync(draft, "https://github.com/globex/copy", actor: Way.Gus));
        Way.Done(await Way.DescribeAsync(draft, Way.Details, Way.Gus));

        var refused = await Way.SubmitAsync(draft, Way.Gus);

        Assert.Equal((ErrorKind.Conflict, "extension_id_taken"), (refused.Error!.Kind, refused.Error.Code));
        Assert.DoesNotContain("ACME", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_id_from_another_repository_is_refused()
    {
        await Way.ListedAsync();
        var draft = await Way.ReadyAsync("2.0.0", fullName: "acme/second");

        Assert.Equal("extension_id_other_repository", (await Way.SubmitAsync(draft)).Code());
    }

    [Fact]
    public async Task Every_reason_of_different_kinds_is_in_the_refusal()
    {
        await Way.ListedAsync();
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").Edited("delivery: http", "delivery: pigeon"));
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.DescribeAsync(draft, Way.Details with { Summary = "" }));

        var refused = await Way.SubmitAsync(draft);

        Assert.Equal(SubmissionReadiness.ChecksFailed, refused.Code());
        Assert.Contains(refused.Error!.Details, detail => detail.Level == "error");
        Assert.Contains(refused.Error.Details, detail => detail.Message.Contains("already published", StringComparison.Ordinal));
        Assert.Contains(refused.Error.Details, detail => detail.Field == "listing.summary");
    }

    [Fact]
    public async Task A_double_click_submits_once()
    {
        var draft = await Way.ReadyAsync();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Way.SubmitAsync(draft))));

        Assert.All(clicks, click => Assert.True(click.Succeeded, click.Error?.Message));
        Assert.Single((await Way.FindAsync(draft)).Entries);
        Assert.Equal(3, await Way.QueryAsync(db => db.Set<Notification>().CountAsync(notification => notification.Kind == NotificationKind.Review)));
    }

    [Fact]
    public async Task Of_two_submissions_of_one_version_one_wins_and_the_other_is_told()
    {
        var first = await Way.ReadyAsync();
        var second = await Way.ReadyAsync();

        Assert.True((await Way.SubmitAsync(first)).Succeeded);
        var refused = await Way.SubmitAsync(second);

        Assert.Equal((ErrorKind.Conflict, "version_in_review"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(SubmissionState.Draft, (await Way.FindAsync(second)).State);
    }

    [Fact]
    [Asvs("V2.3.4")]
    public async Task Of_twenty_submissions_of_one_version_at_the_same_instant_one_wins()
    {
        var drafts = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            // Build metadata does not make another version.
            drafts.Add(await Way.ReadyAsync($"1.0.0+build.{i}"));
        }

        var submitted = await Task.WhenAll(drafts.Select(draft => Task.Run(() => Way.SubmitAsync(draft))));

        Assert.Single(submitted, result => result.Succeeded);
        Assert.All(submitted.Where(result => !result.Succeeded), result => Assert.Equal("version_in_review", result.Code()));
    }

    [Fact]
    public async Task A_withdrawn_version_can_be_submitted_again()
    {
        var first = await Way.InReviewAsync();
        Assert.True((await Way.Get<WithdrawSubmission>().RunAsync(first, Way.Ada, CancellationToken.None)).Succeeded);

        await Way.InReviewAsync();
    }

    [Fact]
    public async Task After_changes_were_asked_for_the_mended_commit_comes_back_to_the_same_submission()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.DecideAsync(submission, Decision.RequestChanges, "Name the channel."));
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").With("README.md", "# Alerts\n\nTo #ops."));

        Way.Done(await Way.ReadAsync(submission));
        Assert.True((await Way.SubmitAsync(submission)).Succeeded);

        Assert.Equal(
            [SubmissionEntryKind.Submitted, SubmissionEntryKind.ChangesRequested, SubmissionEntryKind.CommitChanged, SubmissionEntryKind.Resubmitted],
            (await Way.FindAsync(submission)).Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Somebody_elses_draft_cannot_be_submitted()
    {
        var draft = await Way.ReadyAsync();

        Assert.Equal("submission_not_found", (await Way.SubmitAsync(draft, Way.Gus)).Code());
        Assert.Equal("submission_not_found", (await Way.SubmitAsync(Guid.NewGuid())).Code());
        Assert.Equal("role_too_low", (await Way.SubmitAsync(draft, Way.Mia)).Code());
    }

    [Theory]
    [InlineData(Decision.Approve)]
    [InlineData(Decision.Reject)]
    [Asvs("V2.3.1")]
    public async Task What_is_decided_is_not_submitted_again(Decision decision)
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.DecideAsync(submission, decision));

        Assert.False((await Way.SubmitAsync(submission)).Succeeded);
    }

    [Fact]
    [Asvs("V16.5.2")]
    public async Task While_GitHub_is_down_what_was_read_is_submitted_reviewed_and_listed()
    {
        var draft = await Way.ReadyAsync();
        await Way.DrainAsync();
        Way.GitHub.Failing = Error.Unavailable(Kiket.Portal.GitHub.GitHubErrors.Unavailable, "GitHub is down.");

        Assert.True((await Way.SubmitAsync(draft)).Succeeded);
        Way.Done(await Way.DecideAsync(draft, Decision.Approve));

        Assert.NotNull(await Way.Get<ListingQueries>().FindAsync("marketplace", Way.Id, CancellationToken.None));
    }
}
