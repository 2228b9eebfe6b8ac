using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

public sealed class ApiTokenTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddOrganizations(), _clock);
        _owner = await _database.AddPersonAsync("olga");
        await _database.AddOrganizationAsync("acme", _owner);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Only_its_hash_and_last_four_are_stored()
    {
        var created = (await CreateAsync(ApiTokenScopes.Read, _owner)).Value;
        await using var db = await _database.OpenAsync();
        var stored = await db.Set<ApiToken>().SingleAsync();

        Assert.Equal(ApiTokenValue.Hash(created.Value), stored.Hash);
        Assert.Equal(created.Value[^4..], stored.LastFour);
        Assert.DoesNotContain(created.Value, created.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(366)]
    [InlineData(0)]
    public async Task It_expires_within_a_year(int days)
    {
        var result = await _database.Get<CreateApiToken>()
            .RunAsync("acme", new("script", ApiTokenScopes.Read, TimeSpan.FromDays(days)), _owner, CancellationToken.None);

        Assert.Equal("token_lifetime_invalid", result.Code());
    }

    [Fact]
    public async Task Review_is_for_platform_reviewers()
    {
        var reviewer = await _database.AddPersonAsync("rita", PlatformRoles.Reviewer);
        await _database.AddOrganizationAsync("desk", reviewer);

        Assert.Equal("token_review_not_allowed", (await CreateAsync(ApiTokenScopes.Review, _owner)).Code());
        Assert.Equal("token_operate_not_allowed", (await CreateAsync(ApiTokenScopes.Operate, _owner)).Code());
        Assert.Equal("token_operate_not_allowed", (await CreateAsync(ApiTokenScopes.Operate, reviewer, "desk")).Code());
        Assert.True((await CreateAsync(ApiTokenScopes.Review, reviewer, "desk")).Succeeded);
    }

    [Fact]
    public async Task A_member_makes_tokens_that_read()
    {
        var ben = await _database.AddPersonAsync("ben");
        await _database.JoinAsync("acme", _owner, ben, OrganizationRole.Member);

        Assert.Equal("token_scope_too_high", (await CreateAsync(ApiTokenScopes.Publish, ben)).Code());
        Assert.True((await CreateAsync(ApiTokenScopes.Read, ben)).Succeeded);
    }

    [Fact]
    public async Task A_removed_member_loses_their_tokens()
    {
        var ben = await _database.AddPersonAsync("ben");
        await _database.JoinAsync("acme", _owner, ben, OrganizationRole.Member);
        await CreateAsync(ApiTokenScopes.Read, ben);

        await _database.Get<RemoveMember>().RunAsync("acme", ben.UserId, _owner, CancellationToken.None);

        await using var db = await _database.OpenAsync();
        Assert.False((await db.Set<ApiToken>().SingleAsync()).IsValid(_clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_token_of_another_organization_cannot_be_revoked()
    {
        var created = (await CreateAsync(ApiTokenScopes.Read, _owner)).Value;
        var eve = await _database.AddPersonAsync("eve");
        await _database.AddOrganizationAsync("globex", eve);

        var revoked = await _database.Get<RevokeApiToken>().RunAsync("globex", created.Id, eve, CancellationToken.None);

        Assert.Equal("token_not_found", revoked.Code());
    }

    private Task<Kiket.Portal.Foundation.Result<CreatedApiToken>> CreateAsync(ApiTokenScopes scopes, Actor actor, string organization = "acme") =>
        _database.Get<CreateApiToken>()
            .RunAsync(organization, new("script", scopes, TimeSpan.FromDays(30)), actor, CancellationToken.None);
}
