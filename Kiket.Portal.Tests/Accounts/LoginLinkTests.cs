using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Signing in by a link in a mail, for when someone is guessing the password.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class LoginLinkTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";

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
    public async Task The_owner_signs_in_while_someone_guesses_the_password()
    {
        await _portal.AddAccountAsync(Mail);
        for (var i = 0; i < SignInThrottle.PasswordsFromOneAddress; i++)
        {
            using var wrong = await _portal.ClientWithCookies().LoginAsync(Mail, "not the password");
        }

        var link = await AskAsync();
        using var response = await _browser.SubmitAsync(link, []);

        Assert.True(await _browser.IsSignedInAsAsync(Mail));
    }

    [Fact]
    public async Task Opening_the_link_does_not_sign_in()
    {
        await _portal.AddAccountAsync(Mail);
        var link = await AskAsync();

        var page = await _browser.TextAsync(link);

        Assert.Contains("Press the button to sign in", page, StringComparison.Ordinal);
        Assert.False(await _browser.IsSignedInAsAsync(Mail));
    }

    [Fact]
    public async Task The_link_works_once()
    {
        await _portal.AddAccountAsync(Mail);
        var link = await AskAsync();
        using var first = await _browser.SubmitAsync(link, []);

        Assert.Contains("This link no longer works", await _portal.ClientWithCookies().TextAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_link_ends_the_one_before()
    {
        await _portal.AddAccountAsync(Mail);
        var first = await AskAsync();
        await AskAsync(count: 2);

        Assert.Contains("replaced by a newer one", await _browser.TextAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_id_in_the_link_does_not_sign_in()
    {
        var ana = await _portal.AddAccountAsync(Mail);
        var eve = await _portal.AddAccountAsync("eve@example.com");
        var link = await AskAsync();

        Assert.Contains(
            "This link no longer works",
            await _browser.TextAsync(link.Replace(ana.ToString(), eve.ToString(), StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_as_after_a_password()
    {
        await _portal.AddAccountAsync(Mail);
        await _portal.OnAccountAsync(Mail, async (users, user) =>
        {
            await users.ResetAuthenticatorKeyAsync(user);
            return await users.SetTwoFactorEnabledAsync(user, true);
        });

        using var response = await _browser.SubmitAsync(await AskAsync(), []);

        Assert.Equal("/account/login/code", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.False(await _browser.IsSignedInAsAsync(Mail));
    }

    [Fact]
    public async Task The_reply_is_the_same_for_an_address_without_an_account()
    {
        await _portal.AddAccountAsync(Mail);
        using var known = await _browser.SubmitAsync("/account/login/link", new() { ["Input.Email"] = Mail });
        using var unknown = await _browser.SubmitAsync("/account/login/link", new() { ["Input.Email"] = "nobody@example.com" });

        var reply = await unknown.PanelAsync();
        Assert.Contains("a link is on its way", reply, StringComparison.Ordinal);
        Assert.Equal(reply, await known.PanelAsync());
    }

    [Fact]
    public async Task The_owner_of_an_unconfirmed_account_sets_a_password_first()
    {
        await _portal.AddAccountAsync(Mail, confirmed: false);
        using var response = await _browser.SubmitAsync("/account/login/link", new() { ["Input.Email"] = Mail });

        Assert.StartsWith("/account/reset-password?", MailSink.Link(await _mail.ReceiveAsync(Mail)), StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(int count = 1)
    {
        using var response = await _browser.SubmitAsync("/account/login/link", new() { ["Input.Email"] = Mail });
        return MailSink.Link(await _mail.ReceiveAsync(Mail, "Your link to sign in", count));
    }
}
