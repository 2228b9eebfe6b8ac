using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Checks;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class SubmitSubmissionTests : ScenarioTests
{
    [Fact]
    public async Task A_ready_draft_goes_to_the_reviewers_and_each_of_them_is_told_once()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
        var notified = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notification => notification.Kind == NotificationKind.Review)
            .Select(notification => notification.UserId)
            .ToListAsync());
        Assert.Equal(new[] { Scenario.Rita.UserId, Scenario.Rob.UserId, Scenario.Ina.UserId }.Order(), notified.Order());
    }

    [Fact]
    public async Task Everything_that_is_missing_is_told_at_once_with_its_field()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, new ListingDetails()));

        var refused = await Scenario.SubmitAsync(draft);

        Assert.Equal((ErrorKind.Invalid, "not_ready"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(
            [
                "listing.categories", "listing.justifications.comments:write", "listing.justifications.issues:read",
                "listing.name", "listing.summary", "listing.support",
            ],
            refused.Error.Details.Select(detail => detail.Field!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_an_id_in_the_manifest_the_form_still_says_what_it_lacks()
    {
        var sample = SampleRepository.Complete(Scenario.Id, "1.0.0");
        Scenario.GitHub.Push(Scenario.FullName, sample.Edited($"id: {Scenario.Id}", "id: \"\""));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        var without = Scenario.Details with { Support = new SupportContact(), Justifications = new Dictionary<string, string>() };
        Scenario.Done(await Scenario.DescribeAsync(draft, without));

        var view = await Scenario.ViewAsync(draft);

        Assert.Equal(SubmissionReadiness.ChecksFailed, Assert.Single(view.Readiness.Refusals).Code);
        Assert.Equal(
            ["listing.justifications.comments:write", "listing.justifications.issues:read", "listing.support"],
            view.Readiness.Missing.Select(missing => missing.Field!).Order(StringComparer.Ordinal));
        Assert.Equal(WizardStepState.Done, WizardSteps.State(WizardStep.Listing, view));
        Assert.All(
            [WizardStep.Checks, WizardStep.Permissions, WizardStep.Support, WizardStep.Preview],
            step => Assert.Equal(WizardStepState.NeedsAttention, WizardSteps.State(step, view)));
    }

    [Fact]
    [Asvs("V2.3.1")]
    public async Task A_draft_that_was_never_read_asks_for_the_repository() =>
        Assert.Equal("repository.url", (await Scenario.SubmitAsync(await Scenario.StartAsync())).Error!.Details.Single().Field);

    [Fact]
    public async Task A_callback_that_leaves_its_host_open_asks_for_the_base_url()
    {
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0").Edited("https://alerts.acme.test/hooks", "${EXTENSION_BASE_URL}/hooks"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));

        Assert.Equal("listing.base_url", (await Scenario.SubmitAsync(draft)).Error!.Details.Single().Field);
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { BaseUrl = "https://alerts.acme.test" }));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.0+build.2")]
    [InlineData("0.9.9")]
    [InlineData("1.0.0-rc.1")]
    public async Task A_version_that_does_not_rise_above_the_released_one_is_refused_with_that_one_named(string version)
    {
        await Scenario.ListedAsync("1.0.0");
        var draft = await Scenario.ReadyAsync(version);

        var refused = await Scenario.SubmitAsync(draft);

        Assert.Equal((ErrorKind.Conflict, VersionPolicy.NotGreater), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("1.0.0", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_another_organization_holds_is_refused_whatever_its_case()
    {
        await Scenario.ListedAsync();
        Scenario.GitHub.Push("globex/copy", SampleRepository.Complete("dev.acme.alerts", "9.0.0"));
        var draft = await Scenario.StartAsync(Scenario.Gus, "globex");
        Scenario.Done(await Scenario.ReadAsync(draft, "https://github.com/globex/copy", actor: Scenario.Gus));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details, Scenario.Gus));

        var refused = await Scenario.SubmitAsync(draft, Scenario.Gus);

        Assert.Equal((ErrorKind.Conflict, "extension_id_taken"), (refused.Error!.Kind, refused.Error.Code));
        Assert.DoesNotContain("ACME", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_id_from_another_repository_is_refused()
    {
        await Scenario.ListedAsync();
        var draft = await Scenario.ReadyAsync("2.0.0", fullName: "acme/second");

        Assert.Equal("extension_id_other_repository", (await Scenario.SubmitAsync(draft)).Code());
    }

    [Fact]
    public async Task Every_reason_of_different_kinds_is_in_the_refusal()
    {
        await Scenario.ListedAsync();
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Edited("delivery: http", "delivery: pigeon"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Summary = "" }));

        var refused = await Scenario.SubmitAsync(draft);

        Assert.Equal(SubmissionReadiness.ChecksFailed, refused.Code());
        Assert.Contains(refused.Error!.Details, detail => detail.Level == "error");
        Assert.Contains(refused.Error.Details, detail => detail.Message.Contains("the highest stable version", StringComparison.Ordinal));
        Assert.Contains(refused.Error.Details, detail => detail.Field == "listing.summary");
    }

    [Fact]
    public async Task Of_two_submissions_of_one_version_one_wins_and_the_other_is_told()
    {
        var first = await Scenario.ReadyAsync();
        var second = await Scenario.ReadyAsync();

        Assert.True((await Scenario.SubmitAsync(first)).Succeeded);
        var refused = await Scenario.SubmitAsync(second);

        Assert.Equal((ErrorKind.Conflict, "version_in_review"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal(SubmissionState.Draft, (await Scenario.FindAsync(second)).State);
    }

    [Fact]
    public async Task A_withdrawn_version_can_be_submitted_again()
    {
        var first = await Scenario.InReviewAsync();
        Assert.True((await Scenario.Get<WithdrawSubmission>().RunAsync(first, Scenario.Ada, CancellationToken.None)).Succeeded);

        await Scenario.InReviewAsync();
    }

    [Fact]
    public async Task After_changes_were_asked_for_the_mended_commit_comes_back_to_the_same_submission()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Name the channel."));
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").With("README.md", "# Alerts\n\nTo #ops."));

        Scenario.Done(await Scenario.ReadAsync(submission));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        Assert.Equal(
            [SubmissionEntryKind.Submitted, SubmissionEntryKind.ChangesRequested, SubmissionEntryKind.CommitChanged, SubmissionEntryKind.Resubmitted],
            (await Scenario.FindAsync(submission)).Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Somebody_elses_draft_cannot_be_submitted()
    {
        var draft = await Scenario.ReadyAsync();

        Assert.Equal("submission_not_found", (await Scenario.SubmitAsync(draft, Scenario.Gus)).Code());
        Assert.Equal("submission_not_found", (await Scenario.SubmitAsync(Guid.NewGuid())).Code());
        Assert.Equal("role_too_low", (await Scenario.SubmitAsync(draft, Scenario.Mia)).Code());
    }

    [Theory]
    [InlineData(Decision.Approve)]
    [InlineData(Decision.Reject)]
    [Asvs("V2.3.1")]
    public async Task What_is_decided_is_not_submitted_again(Decision decision)
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, decision));

        Assert.False((await Scenario.SubmitAsync(submission)).Succeeded);
    }

    [Fact]
    [Asvs("V16.5.2")]
    public async Task While_GitHub_is_down_what_was_read_is_submitted_reviewed_and_listed()
    {
        var draft = await Scenario.ReadyAsync();
        await Scenario.DrainAsync();
        Scenario.GitHub.Failing = Error.Unavailable(Kiket.Portal.GitHub.GitHubErrors.Unavailable, "GitHub is down.");

        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(draft, Decision.Approve));

        Assert.NotNull(await Scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None));
    }
}
