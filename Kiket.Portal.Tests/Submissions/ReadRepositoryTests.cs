using Kiket.Portal.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Submissions;

public sealed class ReadRepositoryTests : OnTheWay
{
    [Fact]
    public async Task A_complete_repository_is_read_without_an_error_and_shows_what_feeds_what()
    {
        var commit = Way.Push();
        var draft = await Way.StartAsync();

        var snapshot = Way.Done(await Way.ReadAsync(draft));

        Assert.DoesNotContain(snapshot.Findings, finding => finding.Level == FindingLevel.Error);
        Assert.Equal(
            ["Changelog", "Examples", "Getting Started", "Manifest", "Overview"],
            snapshot.Files.Select(file => file.Feeds).Order(StringComparer.Ordinal));
        var submission = await Way.FindAsync(draft);
        Assert.Equal((commit, Way.Id, "1.0.0"), (submission.Commit, submission.ExtensionId, submission.Version));
    }

    [Fact]
    public async Task The_listing_starts_from_what_the_manifest_says()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));

        var details = (await Way.FindAsync(draft)).Details;

        Assert.Equal(("Acme Alerts", "Tells the on-call channel about risky work."), (details.Name, details.Summary));
    }

    [Fact]
    public async Task Another_repository_brings_its_own_name_and_leaves_what_was_typed()
    {
        Way.Push();
        var other = SampleRepository.Complete("dev.acme.other", "2.0.0");
        Way.GitHub.Push("acme/other", other.With(SampleRepository.ManifestPath, other.Manifest.Replace("Acme Alerts", "Acme Reports", StringComparison.Ordinal)));
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        var details = (await Way.FindAsync(draft)).Details;
        Way.Done(await Way.DescribeAsync(draft, details with { Categories = ["security"] }));

        Way.Done(await Way.ReadAsync(draft, "https://github.com/acme/other"));

        var now = (await Way.FindAsync(draft)).Details;
        Assert.Equal(("Acme Reports", "security"), (now.Name, Assert.Single(now.Categories)));
    }

    [Fact]
    public async Task Details_that_no_reading_filled_in_stay_whole_when_it_is_read()
    {
        var repository = SampleRepository.Complete(Way.Id, "1.0.0");
        Way.GitHub.Push(Way.FullName, repository.WithManifest(repository.Manifest + "  pricing:\n    model: subscription\n    price_cents: 900\n"));
        var draft = await Way.StartAsync();
        Way.Done(await Way.DescribeAsync(draft, new ListingDetails { Name = "Sent by a program", Summary = "Meant to be free." }));

        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.ReadAsync(draft));

        var details = (await Way.FindAsync(draft)).Details;
        Assert.Equal(("Sent by a program", PriceModel.Free), (details.Name, details.Pricing.Model));
    }

    [Fact]
    public async Task Reading_again_keeps_what_the_publisher_typed()
    {
        var draft = await Way.ReadyAsync();
        Way.Done(await Way.DescribeAsync(draft, Way.Details with { Name = "Alerts, renamed" }));
        Way.Push("1.0.1");

        Way.Done(await Way.ReadAsync(draft));

        var submission = await Way.FindAsync(draft);
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
        var draft = await Way.StartAsync();

        var refused = await Way.ReadAsync(draft, url, "main");

        Assert.Equal((ErrorKind.Invalid, GitHubErrors.InvalidAddress), (refused.Error!.Kind, refused.Error.Code));
        var submission = await Way.FindAsync(draft);
        Assert.Equal((url, "main"), (submission.RepositoryUrl, submission.Reference));
        Assert.Equal(0, Way.GitHub.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task An_empty_address_says_what_to_type(string url) =>
        Assert.Equal("repository.url", (await Way.ReadAsync(await Way.StartAsync(), url)).Error!.Details.Single().Field);

    [Fact]
    public async Task An_address_or_a_ref_without_end_is_refused_before_it_is_stored()
    {
        var draft = await Way.StartAsync();

        Assert.Equal(GitHubErrors.InvalidAddress, (await Way.ReadAsync(draft, "https://github.com/acme/" + new string('a', 600))).Code());
        Assert.Equal(GitHubErrors.ReferenceNotFound, (await Way.ReadAsync(draft, reference: new string('r', 300))).Code());
        Assert.Equal("", (await Way.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_password_in_the_address_is_refused_and_never_stored()
    {
        var draft = await Way.StartAsync();

        var refused = await Way.ReadAsync(draft, "https://ada:hunter2@github.com/acme/alerts");

        Assert.Equal(GitHubErrors.InvalidAddress, refused.Code());
        Assert.DoesNotContain("hunter2", refused.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", (await Way.FindAsync(draft)).RepositoryUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_is_absent_and_one_that_is_invisible_look_alike()
    {
        Way.GitHub.Create("acme/hidden", "ghp_hidden_0001");
        var draft = await Way.StartAsync();

        var absent = await Way.ReadAsync(draft, "https://github.com/acme/nothing");
        var hidden = await Way.ReadAsync(draft, "https://github.com/acme/hidden");

        Assert.Equal((GitHubErrors.RepositoryNotFound, GitHubErrors.RepositoryNotFound), (absent.Code(), hidden.Code()));
        Assert.Equal("https://github.com/acme/hidden", (await Way.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_private_repository_is_read_with_a_token_that_is_stored_and_never_shown()
    {
        const string token = "ghp_secret_value_7788";
        Way.GitHub.Create(Way.FullName, token);
        Way.Push();
        var draft = await Way.StartAsync();

        Way.Done(await Way.ReadAsync(draft, token: token));
        Way.Done(await Way.ReadAsync(draft));

        var repository = (await Way.ViewAsync(draft)).Repository!;
        Assert.Equal("7788", repository.TokenLastFour);
        Assert.DoesNotContain(token, repository.ProtectedToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_told_and_not_stored()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));

        var refused = await Way.ReadAsync(draft, token: "ghp_revoked_token_1");

        Assert.Equal(GitHubErrors.TokenRefused, refused.Code());
        Assert.Null((await Way.ViewAsync(draft)).Repository!.TokenLastFour);
    }

    [Fact]
    public async Task A_stored_token_that_was_revoked_asks_for_a_new_one_and_the_draft_stays()
    {
        Way.GitHub.Create(Way.FullName, "ghp_secret_value_7788");
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft, token: "ghp_secret_value_7788"));
        Way.GitHub.Forget("ghp_secret_value_7788");

        var refused = await Way.ReadAsync(draft);

        Assert.Equal(GitHubErrors.TokenRefused, refused.Code());
        Assert.NotNull((await Way.FindAsync(draft)).SnapshotId);
    }

    [Fact]
    public async Task Another_organization_does_not_borrow_a_stored_token()
    {
        Way.GitHub.Create(Way.FullName, "ghp_secret_value_7788");
        Way.Push();
        Way.Done(await Way.ReadAsync(await Way.StartAsync(), token: "ghp_secret_value_7788"));

        var stranger = await Way.ReadAsync(await Way.StartAsync(Way.Gus, "globex"), actor: Way.Gus);

        Assert.Equal(GitHubErrors.RepositoryNotFound, stranger.Code());
    }

    [Fact]
    public async Task A_missing_ref_is_told_with_its_name()
    {
        Way.Push();

        var refused = await Way.ReadAsync(await Way.StartAsync(), reference: "release/9");

        Assert.Equal(GitHubErrors.ReferenceNotFound, refused.Code());
        Assert.Contains("release/9", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_repository_is_told_to_push_first()
    {
        Way.GitHub.Create(Way.FullName);

        Assert.Equal(GitHubErrors.EmptyRepository, (await Way.ReadAsync(await Way.StartAsync())).Code());
    }

    [Fact]
    public async Task A_tag_is_read_at_its_commit()
    {
        var first = Way.Push();
        Way.GitHub.Tag(Way.FullName, "v1.0.0", first);
        Way.Push("2.0.0");

        Assert.Equal(first, Way.Done(await Way.ReadAsync(await Way.StartAsync(), reference: "v1.0.0")).Commit);
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
        var files = SampleRepository.Complete(Way.Id, "1.0.0");
        Way.GitHub.Push(Way.FullName, what == "no manifest" ? files.Without(SampleRepository.ManifestPath) : files.WithManifest(manifest));
        var draft = await Way.StartAsync();

        var snapshot = Way.Done(await Way.ReadAsync(draft));
        var submitted = await Way.SubmitAsync(draft);

        Assert.Equal(finding, Assert.Single(snapshot.Findings, found => found.Level == FindingLevel.Error).Id);
        Assert.Equal((ErrorKind.Invalid, SubmissionReadiness.ChecksFailed), (submitted.Error!.Kind, submitted.Error.Code));
        Assert.Contains(submitted.Error.Details, detail => detail.Id == finding && detail.Level == "error");
    }

    [Fact]
    public async Task A_manifest_above_the_bound_is_a_finding_that_names_the_bound()
    {
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").WithManifest("# " + new string('x', 70_000)));

        var snapshot = Way.Done(await Way.ReadAsync(await Way.StartAsync()));

        Assert.Equal(ChecksRules.ManifestUnreadable.Id, Assert.Single(snapshot.Findings, found => found.Level == FindingLevel.Error).Id);
    }

    [Fact]
    public async Task A_tree_that_GitHub_cut_is_never_called_clean()
    {
        Way.Push();
        Way.GitHub.Truncate(Way.FullName);

        var snapshot = Way.Done(await Way.ReadAsync(await Way.StartAsync()));

        Assert.False(snapshot.IsTreeComplete);
        Assert.Contains(snapshot.Findings, finding => finding.Id == ChecksRules.TreeIncomplete.Id);
    }

    [Theory]
    [InlineData(ErrorKind.TooMany, GitHubErrors.RateLimited)]
    [InlineData(ErrorKind.Unavailable, GitHubErrors.Unavailable)]
    [InlineData(ErrorKind.Invalid, GitHubErrors.LegallyBlocked)]
    public async Task While_GitHub_does_not_answer_the_draft_and_what_was_read_stay(ErrorKind kind, string code)
    {
        var draft = await Way.ReadyAsync();
        Way.GitHub.Failing = new Error(kind, code, "Not now.");

        var refused = await Way.ReadAsync(draft);

        Assert.Equal(code, refused.Code());
        Assert.True((await Way.ViewAsync(draft)).Readiness.IsReady);
    }

    [Fact]
    public async Task Another_address_that_leads_nowhere_does_not_leave_the_old_reading_to_be_submitted()
    {
        var draft = await Way.ReadyAsync();

        Assert.Equal(GitHubErrors.RepositoryNotFound, (await Way.ReadAsync(draft, "https://github.com/acme/other")).Code());

        Assert.Equal("not_ready", (await Way.SubmitAsync(draft)).Code());
        Assert.Equal("https://github.com/acme/other", (await Way.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task A_commit_read_a_moment_ago_is_not_fetched_again_unless_asked()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        var first = Way.Done(await Way.ReadAsync(draft));

        var again = Way.Done(await Way.ReadAsync(draft, refresh: false));
        var refreshed = Way.Done(await Way.ReadAsync(draft, refresh: true));

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, refreshed.Id);
    }

    [Fact]
    public async Task Somebody_elses_draft_is_not_there_and_GitHub_is_not_asked()
    {
        Way.Push();
        var draft = await Way.StartAsync();

        Assert.Equal("submission_not_found", (await Way.ReadAsync(draft, actor: Way.Gus)).Code());
        Assert.Equal("role_too_low", (await Way.ReadAsync(draft, actor: Way.Mia)).Code());
        Assert.Equal(0, Way.GitHub.Calls);
    }

    [Fact]
    public async Task What_is_in_review_cannot_be_read_anew()
    {
        var submission = await Way.InReviewAsync();

        Assert.Equal("submission_not_editable", (await Way.ReadAsync(submission)).Code());
    }
}
