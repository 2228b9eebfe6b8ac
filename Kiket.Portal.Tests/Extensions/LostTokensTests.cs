using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

public sealed class LostTokensTests : OnTheWay
{
    private const string Token = "ghp_secret_value_7788";

    [Fact]
    public async Task While_all_is_well_nobody_is_told_anything()
    {
        await ConnectAsync();

        Assert.Null(await FindAsync(Way.Ada));
    }

    [Fact]
    public async Task Lost_tokens_are_told_to_those_they_concern_until_the_last_one_was_entered_again()
    {
        var repository = await ConnectAsync();
        await LoseAsync();

        var told = await FindAsync(Way.Ada);
        Assert.Equal(new LostToken("acme", Way.FullName), Assert.Single(told!.Tokens));
        Assert.Null(told.ForOperator);
        Assert.Contains("keys folder", (await FindAsync(Way.Olu))!.ForOperator, StringComparison.Ordinal);
        Assert.Null(await FindAsync(Way.Mia));
        Assert.Null(await FindAsync(Way.Gus));

        Way.Done(await Way.Get<ReplaceRepositoryToken>().RunAsync("acme", repository, new GitHubToken(Token), Way.Ada, CancellationToken.None));

        Assert.Null(await FindAsync(Way.Ada));
        Assert.True(Way.Get<SecretsHealth>().AreReadable);
    }

    private Task<LostTokensNotice?> FindAsync(Actor actor) => Way.Get<LostTokens>().FindAsync(actor, CancellationToken.None);

    private async Task<Guid> ConnectAsync()
    {
        Way.GitHub.Create(Way.FullName, Token);
        Way.Push();
        Way.Get<SecretsHealth>().Probe();
        Way.Done(await Way.ReadAsync(await Way.StartAsync(), token: Token));
        return await Way.QueryAsync(db => db.Set<ExtensionRepository>().Select(found => found.Id).SingleAsync());
    }

    /// <summary>What a lost key ring looks like: neither the probe nor the token opens.</summary>
    private async Task LoseAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Way.Get<DataDirectory>().Private("secrets"), "canary"), "not what was protected");
        await using (var db = await Way.Database.OpenAsync())
        {
            var found = await db.Set<ExtensionRepository>().SingleAsync();
            found.StoreToken("not what was protected", "7788", null, Way.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        Way.Get<SecretsHealth>().Probe();
    }
}
