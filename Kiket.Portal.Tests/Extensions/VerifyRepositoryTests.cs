using Kiket.Portal.Audit;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

/// <summary>Proving control of a repository, and of one that took its name.</summary>
public sealed class VerifyRepositoryTests : ScenarioTests
{
    private const string Pusher = "ghp_pusher_value_4455";

    [Fact]
    public async Task The_file_with_the_code_at_the_head_proves_control()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Push(Scenario.FullName, Sample.With(repository.VerificationFile, ""), message: "Verify with Kiket");

        Assert.Equal(VerificationMethod.File, Scenario.Done(await VerifyAsync(repository.Id)));

        var found = await FindAsync();
        Assert.Equal((VerificationMethod.File, Scenario.Clock.GetUtcNow()), (found.Verification, found.VerifiedAt!.Value));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "repository.verified")));
    }

    [Fact]
    public async Task Without_the_file_the_refusal_says_what_to_create_and_where()
    {
        var repository = await ConnectAsync();

        var verified = await VerifyAsync(repository.Id);

        Assert.Equal("repository_not_proven", verified.Code());
        Assert.Contains(repository.VerificationFile, verified.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("main", verified.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_another_repository_proves_nothing()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Push(Scenario.FullName, Sample.With(".kiket/verify-00000000000000000000000000000000", ""), message: "Guess");

        Assert.Equal("repository_not_proven", (await VerifyAsync(repository.Id)).Code());
        Assert.Equal(32, repository.VerificationCode.Length);
    }

    [Fact]
    public async Task A_file_on_another_branch_proves_nothing()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Push(Scenario.FullName, Sample.With(repository.VerificationFile, ""), branch: "contribution");

        Assert.Equal("repository_not_proven", (await VerifyAsync(repository.Id)).Code());
    }

    [Fact]
    public async Task When_github_does_not_respond_nothing_is_decided()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Failing = Error.Unavailable(GitHubErrors.Unavailable, "GitHub doesn't respond.");

        Assert.Equal(GitHubErrors.Unavailable, (await VerifyAsync(repository.Id)).Code());
    }

    [Fact]
    public async Task A_strangers_file_does_not_verify_the_repository_whose_name_was_taken()
    {
        var repository = await ReplacedAsync(withFile: true);

        Assert.Equal("repository_replaced", (await VerifyAsync(repository.Id)).Code());
        Assert.Equal(VerificationMethod.None, (await FindAsync()).Verification);
    }

    [Fact]
    public async Task A_replacement_is_accepted_only_with_a_proof()
    {
        var repository = await ReplacedAsync(withFile: false);

        Assert.Equal("repository_not_proven", (await AcceptAsync(repository.Id)).Code());
        Assert.Equal(repository.GitHubId, (await FindAsync()).GitHubId);
    }

    [Fact]
    public async Task A_proved_replacement_goes_on_publishing_the_extension()
    {
        var repository = await ReplacedAsync(withFile: true);

        Assert.True((await AcceptAsync(repository.Id)).Succeeded);

        var found = await FindAsync();
        Assert.NotEqual(repository.GitHubId, found.GitHubId);
        Assert.Equal(VerificationMethod.File, found.Verification);
        Assert.NotEqual(repository.VerificationCode, found.VerificationCode);
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Assert.Empty((await Scenario.ViewAsync(draft)).Readiness.Refusals);
    }

    [Fact]
    public async Task A_token_that_pushes_to_the_new_one_is_proof_and_is_stored()
    {
        var repository = await ReplacedAsync(withFile: false);
        Scenario.GitHub.Know(Pusher);
        Scenario.GitHub.LetPush(Scenario.FullName, Pusher);

        var accepted = await Scenario.Get<AcceptReplacedRepository>()
            .RunAsync("acme", repository.Id, new GitHubToken(Pusher), Scenario.Ada, CancellationToken.None);

        Assert.True(accepted.Succeeded, accepted.Error?.Message);
        Assert.Equal("4455", (await FindAsync()).TokenLastFour);
    }

    [Fact]
    public async Task What_was_not_replaced_cannot_be_accepted()
    {
        var repository = await ConnectAsync();

        Assert.Equal("repository_not_replaced", (await AcceptAsync(repository.Id)).Code());
    }

    [Fact]
    public async Task One_repository_that_changes_its_extension_id_is_asked_about_it()
    {
        await Scenario.ListedAsync();
        Scenario.Push("1.0.0", "dev.acme.bells");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var readiness = (await Scenario.ViewAsync(draft)).Readiness;

        // The other one says that control is not proven.
        Assert.Equal(["C106", "C108"], readiness.Notices.Select(finding => finding.Id));
        var notice = readiness.Notices[0];
        Assert.Contains("already publishes dev.acme.alerts; continuing creates a new extension dev.acme.bells", notice.Message, StringComparison.Ordinal);
        Assert.Empty(readiness.Refusals);
    }

    private static SampleRepository Sample => SampleRepository.Complete(Scenario.Id, "1.0.0");

    private async Task<ExtensionRepository> ConnectAsync()
    {
        Scenario.Push();
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));
        return await FindAsync();
    }

    /// <summary>A listed repository, deleted, and a new one under its name.</summary>
    private async Task<ExtensionRepository> ReplacedAsync(bool withFile)
    {
        await Scenario.ListedAsync();
        var repository = await FindAsync();
        Scenario.GitHub.Delete(Scenario.FullName);
        var files = SampleRepository.Complete(Scenario.Id, "2.0.0");
        Scenario.GitHub.Push(Scenario.FullName, withFile ? files.With(repository.VerificationFile, "") : files);
        return repository;
    }

    private Task<Result<VerificationMethod>> VerifyAsync(Guid repository) =>
        Scenario.Get<VerifyRepository>().RunAsync("acme", repository, Scenario.Ada, CancellationToken.None);

    private Task<Result> AcceptAsync(Guid repository) =>
        Scenario.Get<AcceptReplacedRepository>().RunAsync("acme", repository, null, Scenario.Ada, CancellationToken.None);

    private Task<ExtensionRepository> FindAsync() => Scenario.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());
}
