using System.Net;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Keys change without an extension that caches them for an hour ever refusing a call.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RuntimeKeysTests
{
    private readonly FakeClock _real = new();

    [Fact]
    public async Task A_new_key_is_published_two_hours_before_it_signs_and_the_old_one_stays_a_day()
    {
        await using var database = await PortalDatabase.CreateAsync(Register);
        var keys = database.Get<RuntimeKeys>();
        var first = await SignerAsync(database);

        _real.Advance(RuntimeKeys.SignsFor - RuntimeKeys.PublishedBefore - TimeSpan.FromSeconds(1));
        Assert.Equal([first], await PublishedAsync(keys));
        _real.Advance(TimeSpan.FromSeconds(1));
        var both = await PublishedAsync(keys);
        Assert.Equal(2, both.Count);
        Assert.Equal(first, both[1]);
        Assert.Equal(first, await SignerAsync(database));

        _real.Advance(RuntimeKeys.PublishedBefore - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await SignerAsync(database));
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(both[0], await SignerAsync(database));

        _real.Advance(RuntimeKeys.PublishedAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(both, await PublishedAsync(keys));
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([both[0]], await PublishedAsync(keys));
    }

    [Fact]
    public Task Nodes_that_start_together_sign_with_one_key() => SignWithOneKeyAsync(DatabaseProvider.Sqlite);

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public Task Nodes_that_start_together_on_PostgreSQL_sign_with_one_key() => SignWithOneKeyAsync(DatabaseProvider.PostgreSql);

    private async Task SignWithOneKeyAsync(DatabaseProvider provider)
    {
        await using var database = await PortalDatabase.CreateAsync(Register, provider: provider);

        var signers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignerAsync(database)));

        Assert.Single(signers.Distinct(StringComparer.Ordinal));
        await using var db = await database.OpenAsync();
        Assert.Equal(1, await db.Set<RuntimeKey>().CountAsync());
    }

    [Fact]
    public async Task A_lost_key_ring_makes_a_new_key_that_signs_at_once()
    {
        await using var database = await PortalDatabase.CreateAsync(Register);
        var lost = await SignerAsync(database);
        await using (var db = await database.OpenAsync())
        {
            await db.Set<RuntimeKey>().ExecuteUpdateAsync(update => update.SetProperty(key => key.PrivateKey, "CfDJ8lost"));
        }

        var next = await SignerAsync(database);

        Assert.NotEqual(lost, next);
        Assert.Equal([next, lost], await PublishedAsync(database.Get<RuntimeKeys>()));
    }

    [Fact]
    public async Task The_portal_serves_the_keys_where_the_SDKs_look()
    {
        await using var portal = await PortalServer.StartAsync();
        using var response = await portal.Client().GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var key = Assert.Single(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["kty", "crv", "use", "alg", "kid", "x", "y"], key.Select(field => field.Key));
        Assert.Equal(("EC", "P-256", "ES256"), ((string?)key["kty"], (string?)key["crv"], (string?)key["alg"]));
    }

    private static async Task<List<string>> PublishedAsync(RuntimeKeys keys) =>
        [.. (await keys.PublishedAsync(CancellationToken.None)).Select(key => key.KeyId)];

    private static async Task<string> SignerAsync(PortalDatabase database)
    {
        var target = new ExtensionTarget(
            new Uri("https://a.test/"), "v1", TimeSpan.Zero, false, [], 1, 2, 3, "globex", [],
            new Dictionary<string, SecretText>(StringComparer.Ordinal), [], null);
        var token = await database.Get<RuntimeTokens>().IssueAsync(target, CancellationToken.None);
        return new JsonWebToken(token.Text.Reveal()).Kid;
    }

    private void Register(IServiceCollection services)
    {
        services.AddSecrets(new ConfigurationBuilder().Build());
        services.AddSingleton(new RealTime(_real));
        services.AddExtensionCalls();
    }
}
