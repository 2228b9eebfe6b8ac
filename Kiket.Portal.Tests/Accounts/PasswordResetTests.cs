using System.Net;
using System.Net.Http.Headers;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PasswordResetTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";
    private const string NewPassword = "copper lantern meadow";

    private readonly MailSink _mail = MailSink.Start();
    private PortalServer _portal = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. _mail.Settings]);
        _browser = _portal.ClientWithCookies();
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task The_mailed_link_sets_a_new_password_and_the_owner_gets_a_mail_about_it()
    {
        await _portal.AddAccountAsync(Mail);

        await SetPasswordAsync(await AskAsync());

        using var old = await _browser.LoginAsync(Mail);
        Assert.Contains("The address or password is wrong", await old.TextAsync(), StringComparison.Ordinal);
        using var response = await _browser.LoginAsync(Mail, NewPassword);
        Assert.True(await _browser.IsSignedInAsAsync(Mail));
        await _mail.ReceiveAsync(Mail, "Your account was changed");
    }

    [Fact]
    public async Task A_second_link_ends_the_first()
    {
        await _portal.AddAccountAsync(Mail);
        var first = await AskAsync();
        var second = await AskAsync(count: 2);

        Assert.Contains("replaced by a newer one", await _browser.TextAsync(first), StringComparison.Ordinal);
        using var refused = await _browser.SubmitAsync(second, new() { ["Input.Password"] = NewPassword }, post: first);
        Assert.Contains("replaced by a newer one", await refused.TextAsync(), StringComparison.Ordinal);
        await SetPasswordAsync(second);
    }

    [Fact]
    public async Task A_link_works_once()
    {
        await _portal.AddAccountAsync(Mail);
        var link = await AskAsync();
        await SetPasswordAsync(link);

        Assert.Contains("was used", await _browser.TextAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_password_ends_a_link_made_before()
    {
        await _portal.AddAccountAsync(Mail);
        var link = await AskAsync();
        await _portal.OnAccountAsync(Mail, (users, user) => users.ChangePasswordAsync(user, RunningAccounts.Password, "third lantern meadow"));

        Assert.Contains("Request a new one", await _browser.TextAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_password_leaves_the_link_working()
    {
        await _portal.AddAccountAsync(Mail);
        var link = await AskAsync();

        using var refused = await _browser.SubmitAsync(link, new() { ["Input.Password"] = "password123" });

        Assert.Contains("one of the most common", await refused.TextAsync(), StringComparison.Ordinal);
        await SetPasswordAsync(link);
    }

    [Fact]
    public async Task The_first_reset_of_an_unconfirmed_account_removes_all_else_that_could_sign_in()
    {
        await _portal.AddAccountAsync(Mail, confirmed: false);
        var token = await AddEverythingAsync();
        Assert.Equal(HttpStatusCode.OK, await CallAsync(token));

        using var reset = await SetPasswordAsync(await AskAsync());

        Assert.Contains("Every other way to sign in to this account was removed", await reset.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(await _portal.OnAccountAsync(Mail, (users, user) => users.GetPasskeysAsync(user)));
        Assert.Empty(await _portal.OnAccountAsync(Mail, (users, user) => users.GetLoginsAsync(user)));
        Assert.Equal(0, await _portal.OnAccountAsync(Mail, (users, user) => users.CountRecoveryCodesAsync(user)));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));
        using var response = await _browser.LoginAsync(Mail, NewPassword);
        Assert.True(await _browser.IsSignedInAsAsync(Mail));
        Assert.True(await _portal.OnAccountAsync(Mail, (_, user) => Task.FromResult(user.EmailConfirmed)));
    }

    [Fact]
    public async Task A_reset_of_a_confirmed_account_leaves_the_second_factor_and_leads_to_what_else_can_sign_in()
    {
        await _portal.AddAccountAsync(Mail);
        var token = await AddEverythingAsync();

        using var reset = await SetPasswordAsync(await AskAsync());

        Assert.Contains("returnUrl=/account/security", reset.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
        using var login = await _browser.LoginAsync(Mail, NewPassword);
        Assert.Equal("/account/login/code", login.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(token));
    }

    [Fact]
    public async Task Nobody_gets_a_mail_at_an_address_without_an_account_and_the_reply_is_the_same()
    {
        await _portal.AddAccountAsync(Mail);
        using var unknown = await _browser.SubmitAsync("/account/forgot-password", new() { ["Input.Email"] = "nobody@example.com" });
        using var known = await _browser.SubmitAsync("/account/forgot-password", new() { ["Input.Email"] = Mail });
        await _mail.ReceiveAsync(Mail);

        var reply = await unknown.PanelAsync();
        Assert.Contains("a link is on its way", reply, StringComparison.Ordinal);
        Assert.Equal(reply, await known.PanelAsync());
        Assert.DoesNotContain(_mail.Mails, mail => mail.To.Mailboxes.Any(box => box.Address == "nobody@example.com"));
    }

    [Fact]
    public async Task The_link_leads_to_the_configured_address_whatever_host_was_asked_for()
    {
        await _portal.AddAccountAsync(Mail);
        _browser.DefaultRequestHeaders.Host = "evil.example";

        await AskAsync();

        var mail = await _mail.ReceiveAsync(Mail);
        Assert.Contains(MailSink.PublicUrl + "/account/reset-password?", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", mail.TextBody, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(int count = 1)
    {
        using var response = await _browser.SubmitAsync("/account/forgot-password", new() { ["Input.Email"] = Mail });
        return MailSink.Link(await _mail.ReceiveAsync(Mail, "Set a new password", count));
    }

    private async Task<HttpResponseMessage> SetPasswordAsync(string link)
    {
        var response = await _browser.SubmitAsync(link, new() { ["Input.Password"] = NewPassword });
        Assert.Equal("/account/login", response.RequestMessage!.RequestUri!.AbsolutePath);
        return response;
    }

    /// <summary>A passkey, an external sign-in, an authenticator with recovery codes, and an API token.</summary>
    private async Task<string> AddEverythingAsync()
    {
        await _portal.OnAccountAsync(Mail, async (users, user) =>
        {
            await users.AddOrUpdatePasskeyAsync(
                user,
                new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.UtcNow, 0, ["internal"], true, false, false, [5], [6])
                {
                    Name = "Somebody's phone",
                });
            await users.AddLoginAsync(user, new UserLoginInfo("GitHub", "7", "GitHub"));
            await users.ResetAuthenticatorKeyAsync(user);
            await users.SetTwoFactorEnabledAsync(user, true);
            return await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
        });
        var actor = await _portal.OnAccountAsync(Mail, (_, user) => Task.FromResult(new Actor(user.Id, user.DisplayName)));
        await _portal.Services.GetRequiredService<CreateOrganization>().RunAsync("acme", "Acme", actor, CancellationToken.None);
        var token = await _portal.Services.GetRequiredService<CreateApiToken>()
            .RunAsync("acme", new NewApiToken("script", ApiTokenScopes.Read, TimeSpan.FromDays(1)), actor, CancellationToken.None);
        return token.Value.Value;
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/me", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _portal.Client().SendAsync(request);
        return response.StatusCode;
    }
}
