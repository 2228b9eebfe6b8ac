using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

public sealed class LostTokensTests : ScenarioTests
{
    private const string Token = "ghp_secret_value_7788";

    [Fact]
    public async Task Without_lost_tokens_no_one_is_notified()
    {
        await ConnectAsync();

        Assert.Null(await FindAsync(Scenario.Ada));
    }

    [Fact]
    public async Task Lost_tokens_are_shown_to_the_affected_people_until_the_last_one_is_entered_again()
    {
        var repository = await ConnectAsync();
        await LoseAsync();

        var notified = await FindAsync(Scenario.Ada);
        Assert.Equal(new LostToken("acme", Scenario.FullName), Assert.Single(notified!.Tokens));
        Assert.Null(notified.ForOperator);
        Assert.Contains("keys folder", (await FindAsync(Scenario.Olu))!.ForOperator, StringComparison.Ordinal);
        Assert.Null(await FindAsync(Scenario.Mia));
        Assert.Null(await FindAsync(Scenario.Gus));

        Scenario.Done(await Scenario.Get<ReplaceRepositoryToken>().RunAsync("acme", repository, new GitHubToken(Token), Scenario.Ada, CancellationToken.None));

        Assert.Null(await FindAsync(Scenario.Ada));
        Assert.True(Scenario.Get<SecretsHealth>().AreReadable);
    }

    private Task<LostTokensNotice?> FindAsync(Actor actor) => Scenario.Get<LostTokens>().FindAsync(actor, CancellationToken.None);

    private async Task<Guid> ConnectAsync()
    {
        Scenario.GitHub.Create(Scenario.FullName, Token);
        Scenario.Push();
        Scenario.Get<SecretsHealth>().Probe();
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(), token: Token));
        return await Scenario.QueryAsync(db => db.Set<ExtensionRepository>().Select(found => found.Id).SingleAsync());
    }

    /// <summary>What a lost key ring looks like: neither the probe nor the token opens.</summary>
    private async Task LoseAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Scenario.Get<DataDirectory>().Private("secrets"), "canary"), "not what was protected");
        await using (var db = await Scenario.Database.OpenAsync())
        {
            var found = await db.Set<ExtensionRepository>().SingleAsync();
            found.StoreToken("not what was protected", "7788", null, Scenario.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        Scenario.Get<SecretsHealth>().Probe();
    }
}
