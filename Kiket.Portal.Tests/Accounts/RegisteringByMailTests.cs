using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Where the portal sends mail, an address shows whose it is before there is an account with it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RegisteringByMailTests : IAsyncLifetime
{
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
    public async Task The_link_in_the_mail_makes_a_confirmed_account_and_signs_in()
    {
        await RegisterAsync("ana@example.com");
        var link = MailSink.Link(await _mail.ReceiveAsync("ana@example.com", "Finish creating"));

        using var response = await _browser.SubmitAsync(link, new() { ["Input.Name"] = "Ana Diaz", ["Input.Password"] = RunningAccounts.Password });

        Assert.True(await _browser.IsSignedInAsAsync("ana@example.com"));
        Assert.True(await _portal.OnAccountAsync("ana@example.com", (_, user) => Task.FromResult(user.EmailConfirmed)));
    }

    [Fact]
    public async Task Without_the_mail_there_is_no_account()
    {
        await RegisterAsync("victim@example.com");
        await _mail.ReceiveAsync("victim@example.com");

        await using var scope = _portal.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("victim@example.com"));
    }

    [Fact]
    public async Task The_reply_is_the_same_for_an_address_that_has_an_account()
    {
        await _portal.AddAccountAsync("known@example.com");

        var known = await RegisterAsync("known@example.com");
        var unknown = await RegisterAsync("unknown@example.com");

        Assert.Equal(unknown, known.Replace("known@example.com", "unknown@example.com", StringComparison.Ordinal));
        var mail = await _mail.ReceiveAsync("known@example.com");
        Assert.Contains("You already have one", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_carries_no_text_of_the_person_who_asked_for_it()
    {
        await RegisterAsync("ana@example.com", "Win a prize at evil.example");

        var mail = await _mail.ReceiveAsync("ana@example.com");

        Assert.DoesNotContain("evil.example", mail.Subject + mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_works_for_one_account_alone()
    {
        await RegisterAsync("ana@example.com");
        var link = MailSink.Link(await _mail.ReceiveAsync("ana@example.com"));
        using var first = await _browser.SubmitAsync(link, new() { ["Input.Name"] = "Ana", ["Input.Password"] = RunningAccounts.Password });

        var again = await _portal.ClientWithCookies().TextAsync(link);

        Assert.Contains("You already have an account with this address", again, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Input.Password\"", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/register/finish")]
    [InlineData("/account/register/finish?code=nonsense")]
    public async Task An_incomplete_link_says_how_to_get_another(string link) =>
        Assert.Contains("This link no longer works", await _browser.TextAsync(link), StringComparison.Ordinal);

    [Fact]
    public async Task A_common_password_is_refused_and_the_link_goes_on_working()
    {
        await RegisterAsync("ana@example.com");
        var link = MailSink.Link(await _mail.ReceiveAsync("ana@example.com"));

        using var refused = await _browser.SubmitAsync(link, new() { ["Input.Name"] = "Ana", ["Input.Password"] = "password123" });
        using var accepted = await _browser.SubmitAsync(link, new() { ["Input.Name"] = "Ana", ["Input.Password"] = RunningAccounts.Password });

        Assert.Contains("one of the most common", await refused.TextAsync(), StringComparison.Ordinal);
        Assert.True(await _browser.IsSignedInAsAsync("ana@example.com"));
    }

    [Fact]
    public async Task An_unconfirmed_account_is_taken_over_by_a_new_password()
    {
        await _portal.AddAccountAsync("victim@example.com", confirmed: false);

        await RegisterAsync("victim@example.com");

        Assert.StartsWith("/account/reset-password?", MailSink.Link(await _mail.ReceiveAsync("victim@example.com")), StringComparison.Ordinal);
    }

    private async Task<string> RegisterAsync(string email, string name = "Ana")
    {
        using var response = await _browser.SubmitAsync("/account/register", new() { ["Input.Name"] = name, ["Input.Email"] = email });
        var text = await response.PanelAsync();
        Assert.Contains($"We sent an e-mail to {email}", text, StringComparison.Ordinal);
        return text;
    }
}
