using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Submissions.Drafts;

public sealed class ReadRepositoryTests : ScenarioTests
{
    [Fact]
    public async Task After_a_withdrawal_a_new_draft_begins_with_its_details_and_pictures()
    {
        var old = await Scenario.ReadyAsync(details: Scenario.Details with { Summary = "As it was.", IsSecurityFix = true });
        await Scenario.CaptionedAsync(old, "The board");
        Scenario.Ok(await Scenario.SubmitAsync(old));
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        Scenario.Ok(await Scenario.Get<WithdrawSubmission>().RunAsync(old, Scenario.Ada, CancellationToken.None));

        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var begun = await Scenario.FindAsync(draft);
        Assert.Equal(("As it was.", false), (begun.Details.Summary, begun.Details.IsSecurityFix));
        Assert.Equal(Scenario.Details.Justifications, begun.Details.Justifications);
        Assert.Equal("The board", Assert.Single(begun.Screenshots).Caption);
    }

    [Fact]
    public async Task What_was_listed_since_the_withdrawal_wins()
    {
        var old = await Scenario.InReviewAsync(details: Scenario.Details with { Summary = "As it was." });
        Scenario.Ok(await Scenario.Get<WithdrawSubmission>().RunAsync(old, Scenario.Ada, CancellationToken.None));
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        await Scenario.ListedAsync(details: Scenario.Details with { Summary = "As it is." });
        Scenario.Push("1.1.0");

        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.Equal("As it is.", (await Scenario.FindAsync(draft)).Details.Summary);
    }

    [Fact]
    public async Task A_complete_repository_is_read_without_an_error_and_shows_what_feeds_what()
    {
        var commit = Scenario.Push();
        var draft = await Scenario.StartAsync();

        var snapshot = Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.DoesNotContain(snapshot.Findings, finding => finding.Level == FindingLevel.Error);
        Assert.Equal(
            ["Changelog", "Examples", "Getting Started", "Manifest", "Overview"],
            snapshot.Files.Select(file => file.Feeds).Order(StringComparer.Ordinal));
        var submission = await Scenario.FindAsync(draft);
        Assert.Equal((commit, Scenario.Id, "1.0.0"), (submission.Commit, submission.ExtensionId, submission.Version));
    }

    [Fact]
    public async Task The_listing_starts_from_what_the_manifest_says()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var details = (await Scenario.FindAsync(draft)).Details;

        Assert.Equal(("Acme Alerts", "Tells the on-call channel about risky work."), (details.Name, details.Summary));
    }

    [Fact]
    public async Task Another_repository_brings_its_own_name_and_leaves_what_was_typed()
    {
        Scenario.Push();
        var other = SampleRepository.Complete("dev.acme.other", "2.0.0");
        Scenario.GitHub.Push(
            "acme/other",
            other.With(SampleRepository.ManifestPath, other.Manifest.Replace("Acme Alerts", "Acme Reports", StringComparison.Ordinal)));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        var details = (await Scenario.FindAsync(draft)).Details;
        Scenario.Done(await Scenario.DescribeAsync(draft, details with { Categories = ["security"] }));

        Scenario.Done(await Scenario.ReadAsync(draft, "https://github.com/acme/other"));

        var now = (await Scenario.FindAsync(draft)).Details;
        Assert.Equal(("Acme Reports", "security"), (now.Name, Assert.Single(now.Categories)));
    }

    [Fact]
    public async Task Details_that_no_reading_filled_in_stay_whole_when_it_is_read()
    {
        var repository = SampleRepository.Complete(Scenario.Id, "1.0.0");
        Scenario.GitHub.Push(Scenario.FullName, repository.WithManifest(repository.Manifest + "  pricing:\n    model: subscription\n    price_cents: 900\n"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.DescribeAsync(draft, new ListingDetails { Name = "Sent by a program", Summary = "Meant to be free." }));

        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.ReadAsync(draft));

        var details = (await Scenario.FindAsync(draft)).Details;
        Assert.Equal(("Sent by a program", PriceModel.Free), (details.Name, details.Pricing.Model));
    }

    [Fact]
    public async Task Reading_again_keeps_what_the_publisher_typed()
    {
        var draft = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Name = "Alerts, renamed" }));
        Scenario.Push("1.0.1");

        Scenario.Done(await Scenario.ReadAsync(draft));

        var submission = await Scenario.FindAsync(draft);
        Assert.Equal(("Alerts, renamed", "1.0.1"), (submission.Details.Name, submission.Version));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("https://gitlab.com/acme/alerts")]
    [InlineData("https://github.com/acme")]
    [InlineData("http://github.com/acme/alerts")]
    [InlineData("https://github.com/acme/alerts/tree/main")]
    [InlineData("file:///etc/passwd")]
    public async Task An_address_that_is_no_repository_is_refused_and_kept(string url)
    {
        var draft = await Scenario.StartAsync();

        var refused = await Scenario.ReadAsync(draft, url, "main");

        Assert.Equal((ErrorKind.Invalid, GitHubErrors.InvalidAddress), (refused.Error!.Kind, refused.Error.Code));
        var submission = await Scenario.FindAsync(draft);
        Assert.Equal((url, "main"), (submission.RepositoryUrl, submission.Reference));
        Assert.Equal(0, Scenario.GitHub.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task An_empty_address_says_what_to_type(string url) =>
        Assert.Equal("repository.url", (await Scenario.ReadAsync(await Scenario.StartAsync(), url)).Error!.Details.Single().Field);

    [Fact]
    public async Task An_address_or_a_ref_without_end_is_refused_before_it_is_stored()
    {
        var draft = await Scenario.StartAsync();

        Assert.Equal(GitHubErrors.InvalidAddress, (await Scenario.ReadAsync(draft, "https://github.com/acme/" + new string('a', 600))).Code());
        Assert.Equal(GitHubErrors.ReferenceNotFound, (await Scenario.ReadAsync(draft, reference: new string('r', 300))).Code());
        Assert.Equal("", (await Scenario.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_password_in_the_address_is_refused_and_never_stored()
    {
        var draft = await Scenario.StartAsync();

        var refused = await Scenario.ReadAsync(draft, "https://ada:hunter2@github.com/acme/alerts");

        Assert.Equal(GitHubErrors.InvalidAddress, refused.Code());
        Assert.DoesNotContain("hunter2", refused.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", (await Scenario.FindAsync(draft)).RepositoryUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_is_absent_and_one_that_is_invisible_look_alike()
    {
        Scenario.GitHub.Create("acme/hidden", "ghp_hidden_0001");
        var draft = await Scenario.StartAsync();

        var absent = await Scenario.ReadAsync(draft, "https://github.com/acme/nothing");
        var hidden = await Scenario.ReadAsync(draft, "https://github.com/acme/hidden");

        Assert.Equal((GitHubErrors.RepositoryNotFound, GitHubErrors.RepositoryNotFound), (absent.Code(), hidden.Code()));
        Assert.Equal("https://github.com/acme/hidden", (await Scenario.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_private_repository_is_read_with_a_token_that_is_stored_and_never_shown()
    {
        const string token = "ghp_secret_value_7788";
        Scenario.GitHub.Create(Scenario.FullName, token);
        Scenario.Push();
        var draft = await Scenario.StartAsync();

        Scenario.Done(await Scenario.ReadAsync(draft, token: token));
        Scenario.Done(await Scenario.ReadAsync(draft));

        var repository = (await Scenario.ViewAsync(draft)).Repository!;
        Assert.Equal("7788", repository.TokenLastFour);
        Assert.DoesNotContain(token, repository.ProtectedToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_told_and_not_stored()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var refused = await Scenario.ReadAsync(draft, token: "ghp_revoked_token_1");

        Assert.Equal(GitHubErrors.TokenRefused, refused.Code());
        Assert.Null((await Scenario.ViewAsync(draft)).Repository!.TokenLastFour);
    }

    [Fact]
    public async Task A_stored_token_that_was_revoked_asks_for_a_new_one_and_the_draft_stays()
    {
        Scenario.GitHub.Create(Scenario.FullName, "ghp_secret_value_7788");
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft, token: "ghp_secret_value_7788"));
        Scenario.GitHub.Forget("ghp_secret_value_7788");

        var refused = await Scenario.ReadAsync(draft);

        Assert.Equal(GitHubErrors.TokenRefused, refused.Code());
        Assert.NotNull((await Scenario.FindAsync(draft)).SnapshotId);
    }

    [Fact]
    public async Task Another_organization_does_not_borrow_a_stored_token()
    {
        Scenario.GitHub.Create(Scenario.FullName, "ghp_secret_value_7788");
        Scenario.Push();
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(), token: "ghp_secret_value_7788"));

        var stranger = await Scenario.ReadAsync(await Scenario.StartAsync(Scenario.Gus, "globex"), actor: Scenario.Gus);

        Assert.Equal(GitHubErrors.RepositoryNotFound, stranger.Code());
    }

    [Fact]
    public async Task A_missing_ref_is_told_with_its_name()
    {
        Scenario.Push();

        var refused = await Scenario.ReadAsync(await Scenario.StartAsync(), reference: "release/9");

        Assert.Equal(GitHubErrors.ReferenceNotFound, refused.Code());
        Assert.Contains("release/9", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_repository_is_told_to_push_first()
    {
        Scenario.GitHub.Create(Scenario.FullName);

        Assert.Equal(GitHubErrors.EmptyRepository, (await Scenario.ReadAsync(await Scenario.StartAsync())).Code());
    }

    [Fact]
    public async Task A_tag_is_read_at_its_commit()
    {
        var first = Scenario.Push();
        Scenario.GitHub.Tag(Scenario.FullName, "v1.0.0", first);
        Scenario.Push("2.0.0");

        Assert.Equal(first, Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(), reference: "v1.0.0")).Commit);
    }

    public static TheoryData<string, string, string> Spoiled() => new()
    {
        { "no manifest", "", "M125" },
        { "not YAML", "extension: [\n  id: {", "M106" },
        { "empty", "", "M101" },
        { "a flat layout", "id: dev.acme.alerts\nname: Alerts\nversion: 1.0.0\napi: {}\n", "M114" },
        { "another generation", "apiVersion: kiket.dev/v1\nkind: Extension\n", "M114" },
        { "without an id", "model_version: \"1.0\"\nextension:\n  name: Alerts\n  version: 1.0.0\n  delivery: internal\n", "M203" },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task What_is_wrong_with_the_manifest_is_one_finding_that_stops_the_submission(string what, string manifest, string finding)
    {
        var files = SampleRepository.Complete(Scenario.Id, "1.0.0");
        Scenario.GitHub.Push(Scenario.FullName, what == "no manifest" ? files.Without(SampleRepository.ManifestPath) : files.WithManifest(manifest));
        var draft = await Scenario.StartAsync();

        var snapshot = Scenario.Done(await Scenario.ReadAsync(draft));
        var submitted = await Scenario.SubmitAsync(draft);

        Assert.Equal(finding, Assert.Single(snapshot.Findings, found => found.Level == FindingLevel.Error).Id);
        Assert.Equal((ErrorKind.Invalid, SubmissionReadiness.ChecksFailed), (submitted.Error!.Kind, submitted.Error.Code));
        Assert.Contains(submitted.Error.Details, detail => detail.Id == finding && detail.Level == "error");
    }

    [Fact]
    public async Task A_manifest_above_the_bound_is_a_finding_that_names_the_bound()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").WithManifest("# " + new string('x', 70_000)));

        var snapshot = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));

        Assert.Equal(SnapshotRules.ManifestUnreadable.Id, Assert.Single(snapshot.Findings, found => found.Level == FindingLevel.Error).Id);
    }

    [Fact]
    public async Task A_tree_that_GitHub_cut_is_never_called_clean()
    {
        Scenario.Push();
        Scenario.GitHub.Truncate(Scenario.FullName);

        var snapshot = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));

        Assert.False(snapshot.IsTreeComplete);
        Assert.Contains(snapshot.Findings, finding => finding.Id == SnapshotRules.TreeIncomplete.Id);
    }

    [Theory]
    [InlineData(ErrorKind.TooMany, GitHubErrors.RateLimited)]
    [InlineData(ErrorKind.Unavailable, GitHubErrors.Unavailable)]
    [InlineData(ErrorKind.Invalid, GitHubErrors.LegallyBlocked)]
    public async Task While_GitHub_does_not_answer_the_draft_and_what_was_read_stay(ErrorKind kind, string code)
    {
        var draft = await Scenario.ReadyAsync();
        Scenario.GitHub.Failing = new Error(kind, code, "Not now.");

        var refused = await Scenario.ReadAsync(draft);

        Assert.Equal(code, refused.Code());
        Assert.True((await Scenario.ViewAsync(draft)).Readiness.IsReady);
    }

    [Fact]
    public async Task Another_address_that_leads_nowhere_does_not_leave_the_old_reading_to_be_submitted()
    {
        var draft = await Scenario.ReadyAsync();

        Assert.Equal(GitHubErrors.RepositoryNotFound, (await Scenario.ReadAsync(draft, "https://github.com/acme/other")).Code());

        Assert.Equal("not_ready", (await Scenario.SubmitAsync(draft)).Code());
        Assert.Equal("https://github.com/acme/other", (await Scenario.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_commit_read_a_moment_ago_is_not_fetched_again_unless_asked()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        var first = Scenario.Done(await Scenario.ReadAsync(draft));

        var again = Scenario.Done(await Scenario.ReadAsync(draft, refresh: false));
        var refreshed = Scenario.Done(await Scenario.ReadAsync(draft, refresh: true));

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, refreshed.Id);
    }

    [Fact]
    public async Task Somebody_elses_draft_is_not_there_and_GitHub_is_not_asked()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();

        Assert.Equal("submission_not_found", (await Scenario.ReadAsync(draft, actor: Scenario.Gus)).Code());
        Assert.Equal("role_too_low", (await Scenario.ReadAsync(draft, actor: Scenario.Mia)).Code());
        Assert.Equal(0, Scenario.GitHub.Calls);
    }

    [Fact]
    public async Task What_is_in_review_cannot_be_read_anew()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal("submission_not_editable", (await Scenario.ReadAsync(submission)).Code());
    }
}
