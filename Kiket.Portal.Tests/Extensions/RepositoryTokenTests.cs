using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

/// <summary>Testing, replacing and removing the stored token of a repository.</summary>
public sealed class RepositoryTokenTests : ScenarioTests
{
    private const string Token = "ghp_secret_value_7788";
    private const string Other = "ghp_secret_value_9900";

    [Fact]
    public async Task A_stored_token_is_tested_with_github()
    {
        var repository = await ConnectAsync();

        Assert.True(Scenario.Done(await TestAsync(repository, Scenario.Ben)).CanRead);
        Assert.Contains("works", await LastAuditAsync("repository.token_tested"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_says_so_and_stays_until_it_is_replaced()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Forget(Token);

        Assert.Equal(GitHubErrors.TokenRefused, (await TestAsync(repository, Scenario.Ada)).Code());
        Assert.Equal("7788", (await FindAsync()).TokenLastFour);
        Assert.Contains(GitHubErrors.TokenRefused, await LastAuditAsync("repository.token_tested"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_to_test()
    {
        var repository = await ConnectAsync(isPrivate: false);

        Assert.Equal("repository_token_missing", (await TestAsync(repository, Scenario.Ada)).Code());
    }

    [Fact]
    public async Task A_token_that_cannot_be_decrypted_must_be_entered_again()
    {
        var repository = await ConnectAsync();
        await ChangeAsync(found => found.StoreToken("not what was protected", "7788", null, Scenario.Clock.GetUtcNow()));

        Assert.Equal("repository_token_unreadable", (await TestAsync(repository, Scenario.Ada)).Code());
        Assert.Equal(StoredTokenState.Unreadable, (await RowAsync()).Token.State);
    }

    [Fact]
    public async Task Testing_notices_that_a_stranger_took_the_name()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Delete(Scenario.FullName);
        Scenario.GitHub.Create(Scenario.FullName, Token);
        Scenario.Push();

        Assert.Equal("repository_replaced", (await TestAsync(repository, Scenario.Ada)).Code());
        Assert.NotNull((await RowAsync()).ReplacedSeenAt);
    }

    [Fact]
    public async Task A_new_token_replaces_the_old_one_after_it_was_tested()
    {
        var repository = await ConnectAsync(Token, Other);

        Scenario.Done(await ReplaceAsync(repository, Other, Scenario.Ben));

        var found = await FindAsync();
        Assert.Equal("9900", found.TokenLastFour);
        Assert.Equal(Other, Scenario.Get<RepositoryTokens>().Reveal(found)?.Reveal());
        var audit = await LastAuditAsync("repository.token_replaced");
        Assert.Contains("9900", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_github_refuses_replaces_nothing()
    {
        var repository = await ConnectAsync();

        Assert.Equal(GitHubErrors.TokenRefused, (await ReplaceAsync(repository, "ghp_unknown_value_0000", Scenario.Ada)).Code());
        Assert.Equal("7788", (await FindAsync()).TokenLastFour);
    }

    [Fact]
    public async Task A_token_for_the_strangers_repository_is_not_stored()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Delete(Scenario.FullName);
        Scenario.GitHub.Create(Scenario.FullName, Other);
        Scenario.Push();

        Assert.Equal("repository_replaced", (await ReplaceAsync(repository, Other, Scenario.Ada)).Code());
        Assert.Equal("7788", (await FindAsync()).TokenLastFour);
    }

    [Fact]
    public async Task Removing_deletes_the_token_but_not_the_proof()
    {
        Scenario.GitHub.Create(Scenario.FullName, Token);
        Scenario.GitHub.LetPush(Scenario.FullName, Token);
        var repository = await ConnectAsync();

        Assert.True((await RemoveAsync(repository, Scenario.Ada)).Succeeded);
        Assert.True((await RemoveAsync(repository, Scenario.Ada)).Succeeded);

        var found = await FindAsync();
        Assert.Null(found.ProtectedToken);
        Assert.Null(found.TokenLastFour);
        Assert.Equal(VerificationMethod.Token, found.Verification);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "repository.token_removed")));
    }

    [Fact]
    public async Task Members_see_that_it_needs_an_admin_and_strangers_see_nothing()
    {
        var repository = await ConnectAsync();
        foreach (var (actor, kind) in new[] { (Scenario.Mia, ErrorKind.Forbidden), (Scenario.Gus, ErrorKind.NotFound) })
        {
            Assert.Equal(kind, (await TestAsync(repository, actor)).Error?.Kind);
            Assert.Equal(kind, (await ReplaceAsync(repository, Token, actor)).Error?.Kind);
            Assert.Equal(kind, (await RemoveAsync(repository, actor)).Error?.Kind);
            Assert.Equal(kind, (await Scenario.Get<VerifyRepository>().RunAsync("acme", repository, actor, CancellationToken.None)).Error?.Kind);
            Assert.Equal(kind, (await Scenario.Get<AcceptReplacedRepository>().RunAsync("acme", repository, null, actor, CancellationToken.None)).Error?.Kind);
            Assert.Equal(kind, (await Scenario.Get<OfferReferences>().RunAsync("acme", Scenario.Url, null, actor, CancellationToken.None)).Error?.Kind);
            Assert.Equal(kind, (await Scenario.Get<OfferRepositories>().RunAsync("acme", null, actor, CancellationToken.None)).Error?.Kind);
            Assert.Equal(
                kind,
                (await Scenario.Get<TryToken>()
                    .RunAsync("acme", Scenario.Url, new GitHubToken(Token), actor, CancellationToken.None)).Error?.Kind);
            Assert.Equal(
                kind,
                (await Scenario.Get<RepositoryQueries>()
                    .ForOrganizationAsync("acme", actor, new PageRequest(1, 20), CancellationToken.None)).Error?.Kind);
        }
    }

    [Fact]
    public async Task A_repository_of_another_organization_is_not_there()
    {
        var repository = await ConnectAsync();

        var tested = await Scenario.Get<TestRepositoryToken>().RunAsync("globex", repository, Scenario.Gus, CancellationToken.None);

        Assert.Equal("repository_not_connected", tested.Code());
    }

    [Theory]
    [InlineData(15, StoredTokenState.Stored)]
    [InlineData(14, StoredTokenState.EndsSoon)]
    [InlineData(0, StoredTokenState.Expired)]
    public async Task Its_end_is_announced_two_weeks_before(int days, StoredTokenState expected)
    {
        await ConnectAsync();
        await ChangeAsync(found => found.LearnTokenExpiry(Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(days)));

        Assert.Equal(expected, (await RowAsync()).Token.State);
    }

    [Fact]
    public async Task What_is_offered_begins_with_what_is_connected_and_goes_on_with_what_tokens_see()
    {
        var repository = await ConnectAsync();
        Scenario.GitHub.Push("acme/another", TestKit.SampleRepository.Complete("dev.acme.another", "1.0.0"));

        var stored = Scenario.Done(await Scenario.Get<OfferRepositories>().RunAsync("acme", null, Scenario.Ada, CancellationToken.None));
        var visible = Scenario.Done(await Scenario.Get<OfferRepositories>().RunAsync("acme", new GitHubToken(Token), Scenario.Ada, CancellationToken.None));
        var references = Scenario.Done(await Scenario.Get<OfferReferences>().RunAsync("acme", Scenario.Url, null, Scenario.Ada, CancellationToken.None));

        Assert.Equal([("acme/alerts", true), ("acme/another", false)], stored.Select(offered => (offered.FullName, offered.IsConnected)));
        Assert.Equal(["acme/alerts", "acme/another"], visible.Select(offered => offered.FullName));
        Assert.Contains(references, reference => reference is { Name: "main", IsDefault: true });

        Assert.True((await RemoveAsync(repository, Scenario.Ada)).Succeeded);
        var connected = Scenario.Done(await Scenario.Get<OfferRepositories>().RunAsync("acme", null, Scenario.Ada, CancellationToken.None));
        Assert.Equal([Scenario.Url], connected.Select(offered => offered.Url));
    }

    /// <summary>A repository of acme, private behind <paramref name="tokens"/>, connected with the first of them.</summary>
    private Task<Guid> ConnectAsync(params string[] tokens) => ConnectAsync(isPrivate: true, tokens.Length == 0 ? [Token] : tokens);

    private async Task<Guid> ConnectAsync(bool isPrivate, params string[] tokens)
    {
        if (isPrivate && tokens is [_, _])
        {
            Scenario.GitHub.Create(Scenario.FullName, tokens);
        }
        else if (isPrivate
            && !(await Scenario.Get<IGitHub>().TestTokenAsync(
                RepositoryAddress.Of("acme", "alerts"), new GitHubToken(Token), CancellationToken.None)).Succeeded)
        {
            Scenario.GitHub.Create(Scenario.FullName, Token);
        }

        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft, token: isPrivate ? Token : null));
        return (await FindAsync()).Id;
    }

    private Task<Result<TokenInfo>> TestAsync(Guid repository, Actor actor) =>
        Scenario.Get<TestRepositoryToken>().RunAsync("acme", repository, actor, CancellationToken.None);

    private Task<Result<TokenInfo>> ReplaceAsync(Guid repository, string token, Actor actor) =>
        Scenario.Get<ReplaceRepositoryToken>().RunAsync("acme", repository, new GitHubToken(token), actor, CancellationToken.None);

    private Task<Result> RemoveAsync(Guid repository, Actor actor) =>
        Scenario.Get<RemoveRepositoryToken>().RunAsync("acme", repository, actor, CancellationToken.None);

    private async Task<ConnectedRepositoryRow> RowAsync() =>
        Assert.Single(Scenario.Done(await Scenario.Get<RepositoryQueries>()
            .ForOrganizationAsync("acme", Scenario.Ada, new PageRequest(1, 20), CancellationToken.None)).Items);

    private Task<ExtensionRepository> FindAsync() => Scenario.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());

    private async Task ChangeAsync(Action<ExtensionRepository> change)
    {
        await using var db = await Scenario.Database.OpenAsync();
        change(await db.Set<ExtensionRepository>().SingleAsync());
        await db.SaveChangesAsync();
    }

    private Task<string> LastAuditAsync(string action) => Scenario.QueryAsync(async db =>
        (await db.Set<AuditEntry>().Where(entry => entry.Action == action).ToListAsync()).OrderBy(entry => entry.At).Last().After ?? "");
}
