using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

public sealed class ApiTokenAuthenticationTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _rita = null!;
    private CreatedApiToken _token = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(
            services => services.AddOrganizations().AddAccounts(new ConfigurationBuilder().Build()), _clock);
        _rita = await _database.AddPersonAsync("rita", PlatformRoles.Reviewer);
        await _database.AddOrganizationAsync("desk", _rita);
        _token = (await _database.Get<CreateApiToken>().RunAsync(
            "desk", new("script", ApiTokenScopes.Read | ApiTokenScopes.Review, TimeSpan.FromDays(30)), _rita, CancellationToken.None)).Value;
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_token_names_its_person_its_organization_and_its_scopes()
    {
        var result = await AuthenticateAsync(_token.Value);

        Assert.Equal((_rita.UserId, _token.Id), (result.Principal!.Actor()!.UserId, result.Principal!.Actor()!.TokenId!.Value));
        Assert.Equal(ApiTokenScopes.Read | ApiTokenScopes.Review, ApiTokenAccess.Of(result.Principal!)!.Scopes);
    }

    [Fact]
    [Asvs("V8.3.2")]
    public async Task A_revoked_token_is_refused_on_the_next_request()
    {
        await _database.Get<RevokeApiToken>().RunAsync("desk", _token.Id, _rita, CancellationToken.None);

        Assert.False((await AuthenticateAsync(_token.Value)).Succeeded);
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        _clock.Advance(TimeSpan.FromDays(30));

        Assert.False((await AuthenticateAsync(_token.Value)).Succeeded);
    }

    [Fact]
    public async Task A_made_up_token_is_refused() => Assert.False((await AuthenticateAsync(ApiTokenValue.Generate())).Succeeded);

    [Fact]
    public async Task Who_is_no_reviewer_any_more_loses_the_scope_at_once()
    {
        await using (var db = await _database.OpenAsync())
        {
            (await db.Set<PortalUser>().SingleAsync()).SetPlatformRoles(PlatformRoles.None);
            await db.SaveChangesAsync();
        }

        var result = await AuthenticateAsync(_token.Value);

        Assert.Equal(ApiTokenScopes.Read, ApiTokenAccess.Of(result.Principal!)!.Scopes);
    }

    [Fact]
    public async Task Last_use_is_noted_at_most_once_a_minute()
    {
        await AuthenticateAsync(_token.Value);
        var first = await LastUseAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        await AuthenticateAsync(_token.Value);
        var second = await LastUseAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await AuthenticateAsync(_token.Value);

        Assert.Equal(first, second);
        Assert.Equal(_clock.GetUtcNow(), await LastUseAsync());
    }

    private async Task<DateTimeOffset?> LastUseAsync()
    {
        await using var db = await _database.OpenAsync();
        return (await db.Set<ApiToken>().SingleAsync()).LastUsedAt;
    }

    private async Task<AuthenticateResult> AuthenticateAsync(string value)
    {
        await using var scope = _database.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = $"Bearer {value}";
        return await context.AuthenticateAsync(ApiTokenAuthentication.Scheme);
    }
}
