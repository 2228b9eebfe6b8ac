using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>What a locked person sees, over HTTP against the real host.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class LockedPersonTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";
    private const string Reason = "Your listing sends mail to strangers.";

    private PortalServer _portal = null!;
    private Actor _olu = null!;
    private Guid _ana;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Portal:SupportContact", "operators@market.example"));
        _ana = await AccountBrowser.AddPersonAsync(_portal, Mail);
        _olu = new Actor(await AccountBrowser.AddPersonAsync(_portal, "olu@example.com", PlatformRoles.Operator), "olu");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    [Asvs("V7.4.2")]
    [Asvs("V8.3.2")]
    public async Task Their_sign_ins_end_at_once_and_the_next_one_is_refused_with_the_reason()
    {
        using var browser = new AccountBrowser(_portal);
        using var signedIn = await browser.SignInAsync(Mail);
        Assert.True(await browser.IsSignedInAsync());

        await LockAsync();

        Assert.False(await browser.IsSignedInAsync());
        using var refused = await browser.SignInAsync(Mail);
        Assert.Equal("/account/locked", refused.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains(Reason, page, StringComparison.Ordinal);
        Assert.Contains("operators@market.example", page, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_wrong_password_does_not_say_that_an_account_is_locked()
    {
        await LockAsync();
        using var browser = new AccountBrowser(_portal);

        using var refused = await browser.SignInAsync(Mail, "not the password");

        Assert.Equal("/account/login", refused.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.DoesNotContain("locked", await refused.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/account/locked")]
    [InlineData("/account/locked?note=made-up")]
    public async Task The_page_says_nothing_to_who_did_not_prove_who_they_are(string address)
    {
        await LockAsync();
        using var browser = new AccountBrowser(_portal);

        using var response = await browser.OpenAsync(address);

        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(Reason, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Your account is locked", page, StringComparison.Ordinal);
        Assert.Contains("To see whether your account is locked", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Their_API_tokens_are_refused_at_once_and_work_again_after_the_undo()
    {
        await CreateOrganizationAsync();
        var token = await CreateTokenAsync();
        Assert.Equal(HttpStatusCode.OK, await MeAsync(token));

        await LockAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token));

        await UnlockAsync();
        Assert.Equal(HttpStatusCode.OK, await MeAsync(token));
    }

    [Fact]
    public async Task Their_organization_refuses_them_until_the_undo()
    {
        await CreateOrganizationAsync();
        await LockAsync();
        Assert.Equal("organization_not_found", (await RequireAsync()).Code());

        await UnlockAsync();
        Assert.True((await RequireAsync()).Succeeded);
    }

    [Fact]
    public async Task After_the_undo_they_sign_in_again_and_old_cookies_stay_dead()
    {
        using var browser = new AccountBrowser(_portal);
        using var first = await browser.SignInAsync(Mail);
        using var thief = browser.Copy();
        await LockAsync();
        await UnlockAsync();

        Assert.False(await thief.IsSignedInAsync());
        using var again = await browser.SignInAsync(Mail);
        Assert.True(await browser.IsSignedInAsync());
    }

    private async Task LockAsync()
    {
        var locked = await _portal.Services.GetRequiredService<LockPerson>().RunAsync(_ana, Reason, _olu, CancellationToken.None);
        Assert.True(locked.Succeeded, locked.Error?.Message);
    }

    private async Task UnlockAsync()
    {
        var unlocked = await _portal.Services.GetRequiredService<UnlockPerson>().RunAsync(_ana, _olu, CancellationToken.None);
        Assert.True(unlocked.Succeeded, unlocked.Error?.Message);
    }

    private async Task CreateOrganizationAsync()
    {
        var created = await _portal.Services.GetRequiredService<CreateOrganization>().RunAsync("acme", "Acme", new Actor(_ana, "ana"), CancellationToken.None);
        Assert.True(created.Succeeded, created.Error?.Message);
    }

    private async Task<string> CreateTokenAsync() => (await _portal.Services.GetRequiredService<CreateApiToken>().RunAsync(
        "acme", new NewApiToken("script", ApiTokenScopes.Read, TimeSpan.FromDays(1)), new Actor(_ana, "ana"), CancellationToken.None)).Value.Value;

    private Task<Kiket.Portal.Foundation.Result<OrganizationMember>> RequireAsync() =>
        _portal.Services.GetRequiredService<OrganizationAccess>().RequireAsync("acme", _ana, OrganizationRole.Member, CancellationToken.None);

    private async Task<HttpStatusCode> MeAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/me", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", token);
        using var response = await _portal.Client().SendAsync(request);
        return response.StatusCode;
    }
}
