using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>What changes credentials asks for a password, passkey or code of the last ten minutes.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RecentProofTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";

    private static readonly string[] Pages = ["/account/two-factor", "/account/passkeys", "/account/external-logins", "/account/email", "/account/delete"];

    private readonly MovedClock _clock = new();
    private readonly MailRecorder _mails = new();
    private PortalServer _portal = null!;
    private AccountForms _browser = null!;
    private PortalUser _ana = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(Replace, [("Demo:Enabled", "false"), .. MailRecorder.Settings]);
        _ana = await _portal.AddUserAsync(Mail);
        _browser = new AccountForms(_portal);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_fresh_sign_in_is_a_proof_for_ten_minutes_and_then_every_page_asks()
    {
        await _browser.SignInAsync(Mail);
        foreach (var page in Pages)
        {
            Assert.Equal(page, await _browser.ArriveAsync(page));
        }

        _clock.Advance(RecentProof.Lifetime);

        foreach (var page in Pages)
        {
            Assert.Equal($"/account/confirm?returnUrl={Uri.EscapeDataString(page)}", await _browser.ArriveAsync(page));
        }
    }

    [Fact]
    public async Task A_form_opened_in_time_and_sent_too_late_changes_nothing_and_says_why()
    {
        var key = await _portal.AddAuthenticatorAsync(_ana.Id);
        await _browser.SignInAsync(Mail);
        await _browser.SubmitAsync("/account/login/code", "code", new() { ["Input.Code"] = TestAccounts.Code(key, _clock.GetUtcNow()) });
        var token = await _browser.TokenAsync("/account/two-factor");
        _clock.Advance(RecentProof.Lifetime);

        var codes = await _browser.SubmitAsync("/account/two-factor", "codes", token: token);
        var off = await _browser.SubmitAsync("/account/two-factor", "off", new() { ["OffCode"] = TestAccounts.Code(key, _clock.GetUtcNow()) }, token);
        var delete = await _browser.SubmitAsync("/account/delete", "delete", new() { ["TypedEmail"] = Mail }, token);
        var email = await _browser.SubmitAsync("/account/email", "email", new() { ["Input.Email"] = "other@example.com" }, token);

        Assert.All([codes, off, delete, email], response =>
        {
            Assert.StartsWith("/account/confirm?", response.Address, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed because you last confirmed more than 10 minutes ago", response.Text, StringComparison.Ordinal);
        });
        Assert.Equal((0, true, null), await _portal.WithAccountAsync(_ana.Id, async (users, user) =>
            (await users.CountRecoveryCodesAsync(user), user.TwoFactorEnabled, user.DeletedAt)));
        Assert.DoesNotContain(_mails.Sent, mail => mail.To == "other@example.com");
    }

    [Fact]
    public async Task Linking_and_making_a_passkey_ask_as_well()
    {
        await _browser.SignInAsync(Mail);
        var token = await _browser.TokenAsync("/account/passkeys");
        _clock.Advance(RecentProof.Lifetime);

        var link = await _browser.SubmitAsync("/account/external/link", "", new() { ["provider"] = "GitHub" }, token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/account/passkey/creation-options", UriKind.Relative));
        request.Headers.Add("RequestVerificationToken", token);
        using var passkey = await _browser.Client.SendAsync(request);

        Assert.Equal("/account/confirm?returnUrl=%2Faccount%2Fexternal-logins&refused=true", link.Address);
        Assert.Equal(HttpStatusCode.Forbidden, passkey.StatusCode);
    }

    [Fact]
    public async Task The_password_confirms_leads_back_and_holds_for_this_browser_alone()
    {
        var other = new AccountForms(_portal);
        await _browser.SignInAsync(Mail);
        await other.SignInAsync(Mail);
        _clock.Advance(RecentProof.Lifetime);

        Assert.Contains("This password isn't right", (await _browser.ConfirmAsync("not the password")).Text, StringComparison.Ordinal);
        Assert.Equal("/account/passkeys", (await _browser.ConfirmAsync(AccountForms.Password, "/account/passkeys")).Address);
        Assert.Equal("/account/external-logins", await _browser.ArriveAsync("/account/external-logins"));
        Assert.StartsWith("/account/confirm", await other.ArriveAsync("/account/external-logins"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_ends_when_the_credentials_change_elsewhere()
    {
        await _browser.SignInAsync(Mail);
        await _portal.WithAccountAsync(_ana.Id, (users, user) => users.UpdateSecurityStampAsync(user));

        // The sign-in ends with it, and its proof too.
        Assert.StartsWith("/account/login", await _browser.ArriveAsync("/account/passkeys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_on_the_confirm_page_slow_down_the_right_one()
    {
        await _browser.SignInAsync(Mail);
        _clock.Advance(RecentProof.Lifetime);
        for (var i = 0; i < SignInThrottle.Codes; i++)
        {
            await _browser.ConfirmAsync("not the password");
        }

        var right = await _browser.ConfirmAsync(AccountForms.Password);

        Assert.Contains("too many wrong attempts", right.Text, StringComparison.Ordinal);
        Assert.StartsWith("/account/confirm", await _browser.ArriveAsync("/account/passkeys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_codes_on_the_two_factor_page_slow_down_the_next_ones()
    {
        await _browser.SignInAsync(Mail);
        for (var i = 0; i < SignInThrottle.Codes; i++)
        {
            await _browser.SubmitAsync("/account/two-factor", "on", new() { ["OnCode"] = "12345" });
        }

        Assert.Contains(
            "too many wrong attempts",
            (await _browser.SubmitAsync("/account/two-factor", "on", new() { ["OnCode"] = "12345" })).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_current_passwords_on_the_password_page_slow_down_the_right_one()
    {
        await _browser.SignInAsync(Mail);
        _clock.Advance(RecentProof.Lifetime);
        for (var i = 0; i < SignInThrottle.Codes; i++)
        {
            // No proof is asked for here: the page asks for the password itself.
            var response = await ChangePasswordAsync("not the password");
            Assert.Equal("/account/password", response.Address);
        }

        Assert.Contains("too many wrong attempts", (await ChangePasswordAsync(AccountForms.Password)).Text, StringComparison.Ordinal);
    }

    private Task<(string Address, string Text)> ChangePasswordAsync(string current) =>
        _browser.SubmitAsync("/account/password", "password", new() { ["Input.Current"] = current, ["Input.New"] = "tulip harbor ninety" });

    [Fact]
    public async Task The_code_of_the_sign_in_does_not_confirm_as_well_and_the_next_one_does()
    {
        var key = await _portal.AddAuthenticatorAsync(_ana.Id);
        var code = TestAccounts.Code(key, _clock.GetUtcNow());
        await _browser.SignInAsync(Mail);
        await _browser.SubmitAsync("/account/login/code", "code", new() { ["Input.Code"] = code });

        var again = await _browser.SubmitAsync("/account/two-factor", "off", new() { ["OffCode"] = code });
        Assert.Contains("This code has already been used. Wait for the next one.", again.Text, StringComparison.Ordinal);

        _clock.Advance(RecentProof.Lifetime);
        var confirmed = await _browser.SubmitAsync(
            "/account/confirm?returnUrl=/account/two-factor",
            "code",
            new() { ["Code"] = TestAccounts.Code(key, _clock.GetUtcNow()) });
        Assert.Equal("/account/two-factor", confirmed.Address);
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        var key = await _portal.AddAuthenticatorAsync(_ana.Id);
        var code = TestAccounts.Code(key, _clock.GetUtcNow());
        await _browser.SignInAsync(Mail);
        Assert.Equal("/", (await _browser.SubmitAsync("/account/login/code", "code", new() { ["Input.Code"] = code })).Address);

        var other = new AccountForms(_portal);
        await other.SignInAsync(Mail);
        var second = await other.SubmitAsync("/account/login/code", "code", new() { ["Input.Code"] = code });

        Assert.Contains("This code has already been used. Wait for the next one.", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_confirms_once()
    {
        await _portal.AddAuthenticatorAsync(_ana.Id);
        var codes = await _portal.WithAccountAsync(_ana.Id, async (users, user) => (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 2))!.ToList());
        await _browser.SignInAsync(Mail);
        await _browser.SubmitAsync("/account/login/recovery", "code", new() { ["Input.Code"] = codes[0] });
        _clock.Advance(RecentProof.Lifetime);

        var used = await _browser.SubmitAsync("/account/confirm", "code", new() { ["Code"] = codes[0] });
        var fresh = await _browser.SubmitAsync("/account/confirm", "code", new() { ["Code"] = codes[1] });

        Assert.Contains("has already been used", used.Text, StringComparison.Ordinal);
        Assert.Equal("/account", fresh.Address);
    }

    [Fact]
    public async Task Another_service_confirms_only_people_who_have_nothing_else()
    {
        await using var gitHub = await StartGitHubAsync();
        var address = gitHub.Urls.First() + "/";
        await using var portal = await PortalServer.StartAsync(
            Replace,
            ("Demo:Enabled", "false"), ("Accounts:GitHub:ClientId", "portal"), ("Accounts:GitHub:ClientSecret", "secret"),
            ("Accounts:GitHub:WebUrl", address), ("Accounts:GitHub:ApiUrl", address + "api/"));
        var octo = await portal.AddUserAsync("octo@acme.test", password: null);
        await portal.WithAccountAsync(octo.Id, (users, user) => users.AddLoginAsync(user, new("GitHub", "7", "GitHub")));
        var browser = new AccountForms(portal);

        await ElsewhereAsync(browser);
        Assert.Equal("/account/password", await browser.ArriveAsync("/account/password"));
        _clock.Advance(RecentProof.Lifetime);
        Assert.Equal("/account/confirm?returnUrl=%2Faccount%2Fpassword", await browser.ArriveAsync("/account/password"));
        Assert.Contains("Continue with GitHub", await browser.ReadAsync("/account/confirm"), StringComparison.Ordinal);

        await portal.WithAccountAsync(octo.Id, (users, user) => users.AddPasswordAsync(user, AccountForms.Password));
        await ElsewhereAsync(browser);
        Assert.StartsWith("/account/confirm", await browser.ArriveAsync("/account/passkeys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_logged_and_mailed_with_when_and_from_where()
    {
        await _portal.AddAuthenticatorAsync(_ana.Id);
        await _portal.WithAccountAsync(_ana.Id, (users, user) => users.GenerateNewTwoFactorRecoveryCodesAsync(user, 1)!);
        await _portal.WithAccountAsync(_ana.Id, (users, user) => users.SetTwoFactorEnabledAsync(user, false));
        await _browser.SignInAsync(Mail);
        var key = await _portal.WithAccountAsync(_ana.Id, (users, user) => users.GetAuthenticatorKeyAsync(user));

        var on = await _browser.SubmitAsync("/account/two-factor", "on", new() { ["OnCode"] = TestAccounts.Code(key!, _clock.GetUtcNow()) });

        Assert.Contains("Two-factor sign-in is on", on.Text, StringComparison.Ordinal);
        var mail = await _mails.WaitAsync(Mail, SecurityMail.Subject);
        Assert.Contains("Two-factor sign-in was turned on.", mail.Body, StringComparison.Ordinal);
        Assert.Contains("From: 127.0.0.1", mail.Body, StringComparison.Ordinal);
        Assert.Matches(@"When: \d+ \w+ \d{4}, \d\d:\d\d UTC", mail.Body);
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.Equal("127.0.0.1", (await db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "account.two_factor_on")).Address);
    }

    [Fact]
    public async Task Looking_at_the_page_shows_the_key_as_a_picture_that_an_app_can_scan_and_signs_nobody_out()
    {
        var elsewhere = new AccountForms(_portal);
        await elsewhere.SignInAsync(Mail);
        await _browser.SignInAsync(Mail);

        var page = await _browser.ReadAsync("/account/two-factor");

        Assert.Equal("/account", await elsewhere.ArriveAsync("/account"));
        Assert.Matches("<img class=\"qr\" src=\"data:image/png;base64,[^\"]{200,}\" alt=\"QR code with the key below\"", page);
    }

    private void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
        services.Replace(ServiceDescriptor.Singleton<IMailTransport>(_mails));
    }

    private static async Task ElsewhereAsync(AccountForms browser)
    {
        var leave = await browser.SubmitAsync("/account/external/start", "", new() { ["provider"] = "GitHub" }, await browser.TokenAsync("/account/login"));
        using var back = await browser.GetAsync(
            Regex.Match(leave.Text, "<a href=\"(?<address>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups["address"].Value);
        Assert.Equal("/", back.RequestMessage!.RequestUri!.AbsolutePath);
    }

    /// <summary>GitHub's side of the sign-in: a person who agrees at once.</summary>
    private static async Task<WebApplication> StartGitHubAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/login/oauth/authorize", (HttpRequest request) =>
            Results.Redirect($"{request.Query["redirect_uri"]}?code=once&state={Uri.EscapeDataString(request.Query["state"].ToString())}"));
        app.MapPost("/login/oauth/access_token", () => Results.Json(new { access_token = "token", token_type = "bearer" }));
        app.MapGet("/api/user", () => Results.Json(new { id = 7, login = "octo", email = "octo@acme.test" }));
        await app.StartAsync();
        return app;
    }
}
