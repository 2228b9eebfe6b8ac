using System.Text.RegularExpressions;
using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.AccountChanges;

/// <summary>A person changes their e-mail address; over HTTP, with the mails that are sent.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class EmailChangeTests : IAsyncLifetime
{
    private const string Old = "ana@example.com";
    private const string New = "ana@home.test";
    private const string Approve = "Approve your new e-mail address";
    private const string Confirm = "Confirm your new e-mail address";

    private readonly MovedClock _clock = new();
    private readonly MailRecorder _mails = new();
    private PortalServer _portal = null!;
    private AccountForms _browser = null!;
    private PortalUser _ana = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
                services.Replace(ServiceDescriptor.Singleton<IMailTransport>(_mails));
            },
            [("Demo:Enabled", "false"), .. MailRecorder.Settings]);
        _ana = await _portal.AddUserAsync(Old, confirmed: true);
        _browser = new AccountForms(_portal);
        await _browser.SignInAsync(Old);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task It_changes_when_both_addresses_agreed_by_pressing_the_button()
    {
        var other = new AccountForms(_portal);
        await other.SignInAsync(Old);
        await AskAsync(New);
        var (approve, confirm) = (await LinkAsync(Old, Approve), await LinkAsync(New, Confirm));

        // Opening is not pressing, and one of two is not both. The links need no sign-in.
        var reader = new AccountForms(_portal);
        await reader.ReadAsync(confirm);
        await reader.ReadAsync(approve);
        Assert.Equal(Old, await AddressAsync());
        Assert.Contains("Your address changes when ana@example.com approves too", (await reader.SubmitAsync(confirm, "agree")).Text, StringComparison.Ordinal);
        Assert.Equal(Old, await AddressAsync());
        Assert.Contains("ana@home.test: confirmed", Flat(await _browser.ReadAsync("/account/email")), StringComparison.Ordinal);
        Assert.Contains("Sign in as ana@home.test from now on", (await _browser.SubmitAsync(approve, "agree")).Text, StringComparison.Ordinal);

        Assert.Equal(New, await AddressAsync());
        Assert.True(await _portal.WithAccountAsync(_ana.Id, (users, user) => users.IsEmailConfirmedAsync(user)));
        Assert.Contains($"was changed from {Old} to {New}", (await _mails.WaitAsync(Old, SecurityMail.Subject)).Body, StringComparison.Ordinal);
        Assert.Contains("This link no longer works", await reader.ReadAsync(confirm), StringComparison.Ordinal);

        // The browser that pressed stays signed in, others are signed out within the minute.
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("/account", await _browser.ArriveAsync("/account"));
        Assert.StartsWith("/account/login", await other.ArriveAsync("/account"), StringComparison.Ordinal);
        Assert.StartsWith("/account/login", (await other.SignInAsync(Old)).Address, StringComparison.Ordinal);
        Assert.Equal("/", (await other.SignInAsync(New)).Address);
    }

    [Fact]
    public async Task An_unconfirmed_old_address_is_not_asked()
    {
        await SetConfirmedAsync(false);
        await AskAsync(New);
        await _browser.SubmitAsync(await LinkAsync(New, Confirm), "agree");

        Assert.Equal(New, await AddressAsync());
        Assert.DoesNotContain(_mails.Sent, mail => mail.Subject == Approve);
    }

    [Fact]
    public async Task A_request_from_before_the_owner_confirmed_the_old_address_takes_nothing()
    {
        await SetConfirmedAsync(false);
        await AskAsync(New);
        await SetConfirmedAsync(true);

        Assert.Contains("This link no longer works", await _browser.ReadAsync(await LinkAsync(New, Confirm)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_an_account_gets_the_same_reply_and_its_owner_a_notice()
    {
        await _portal.AddUserAsync("ben@example.com");
        var free = await AskAsync("nobody@example.com");
        var freePage = await _browser.ReadAsync("/account/email");
        var taken = await AskAsync("ben@example.com");
        var takenPage = await _browser.ReadAsync("/account/email");

        Assert.Equal(Comparable(free, "nobody@example.com"), Comparable(taken, "ben@example.com"));
        Assert.Equal(Comparable(freePage, "nobody@example.com"), Comparable(takenPage, "ben@example.com"));
        var notice = await _mails.WaitAsync("ben@example.com", "Someone tried to use your address");
        Assert.DoesNotContain("code=", notice.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Old, notice.Body, StringComparison.Ordinal);
        await _browser.SubmitAsync(await LinkAsync(Old, Approve), "agree");
        Assert.Equal(Old, await AddressAsync());
    }

    [Fact]
    public async Task An_address_that_is_registered_meanwhile_is_not_taken_over()
    {
        await AskAsync(New);
        await _portal.AddUserAsync(New);
        await _browser.SubmitAsync(await LinkAsync(Old, Approve), "agree");

        var pressed = await _browser.SubmitAsync(await LinkAsync(New, Confirm), "agree");

        Assert.Contains("Another account has this address now, so nothing was changed", pressed.Text, StringComparison.Ordinal);
        Assert.Equal(Old, await AddressAsync());
    }

    [Fact]
    public async Task Cancelling_ends_both_links()
    {
        await AskAsync(New);
        await _browser.SubmitAsync("/account/email", "cancel");

        Assert.Contains("used or cancelled", await _browser.ReadAsync(await LinkAsync(Old, Approve)), StringComparison.Ordinal);
        Assert.Contains("used or cancelled", await _browser.ReadAsync(await LinkAsync(New, Confirm)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_request_ends_the_links_of_the_first()
    {
        await AskAsync(New);
        var first = await LinkAsync(New, Confirm);
        await AskAsync("ana@work.test");

        Assert.Contains("This link no longer works", await _browser.ReadAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_links_end_after_a_day_and_belong_to_one_account()
    {
        await AskAsync(New);
        var link = await LinkAsync(New, Confirm);
        var ben = await _portal.AddUserAsync("ben@example.com");

        Assert.Contains(
            "This link no longer works",
            await _browser.ReadAsync(link.Replace(_ana.Id.ToString(), ben.Id.ToString(), StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Contains("Confirm this address", await _browser.ReadAsync(link), StringComparison.Ordinal);
        _clock.Advance(EmailChange.Lifetime);
        Assert.Contains("This link no longer works", await new AccountForms(_portal).ReadAsync(link), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no address", "Enter an e-mail address such as ana@example.com.")]
    [InlineData("ANA@example.com", "This is already your address.")]
    public async Task A_useless_address_is_refused_and_stays_in_the_field(string typed, string why)
    {
        var page = await AskAsync(typed);

        Assert.Contains(why, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{typed}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sixth_request_in_an_hour_has_to_wait()
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var request = scope.ServiceProvider.GetRequiredService<RequestEmailChange>();
        var actor = new Actor(_ana.Id, "Ana");
        for (var i = 0; i < RequestEmailChange.MaxAnHour; i++)
        {
            Assert.True((await request.RunAsync($"ana{i}@home.test", actor, CancellationToken.None)).Succeeded);
        }

        Assert.Equal("too_many_email_changes", (await request.RunAsync(New, actor, CancellationToken.None)).Code());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await request.RunAsync(New, actor, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task Both_pressing_in_the_same_moment_change_it_once()
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var links = (await scope.ServiceProvider.GetRequiredService<RequestEmailChange>()
            .RunAsync(New, new Actor(_ana.Id, "Ana"), CancellationToken.None)).Value;
        var confirm = scope.ServiceProvider.GetRequiredService<ConfirmEmailChange>();
        var id = links.UserId.ToString();

        var steps = await Task.WhenAll(
            Task.Run(() => confirm.RunAsync(id, links.ApproveSecret, "192.0.2.1", CancellationToken.None)),
            Task.Run(() => confirm.RunAsync(id, links.ConfirmSecret, "192.0.2.2", CancellationToken.None)));

        Assert.Single(steps, step => step.Value.IsDone);
        Assert.Equal(New, await AddressAsync());
        Assert.DoesNotContain(links.ConfirmSecret!, links.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_mail_the_page_says_that_the_change_needs_it()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        await portal.AddUserAsync(Old);
        var browser = new AccountForms(portal);
        await browser.SignInAsync(Old);

        Assert.Contains("so you can't change your address", await browser.ReadAsync("/account/email"), StringComparison.Ordinal);
    }

    private Task<IdentityResult> SetConfirmedAsync(bool confirmed) => _portal.WithAccountAsync(_ana.Id, (users, user) =>
    {
        user.EmailConfirmed = confirmed;
        return users.UpdateAsync(user);
    });

    private async Task<string> AskAsync(string address) =>
        (await _browser.SubmitAsync("/account/email", "email", new() { ["Input.Email"] = address })).Text;

    private Task<string?> AddressAsync() => _portal.WithAccountAsync(_ana.Id, (users, user) => users.GetEmailAsync(user));

    private async Task<string> LinkAsync(string to, string subject) =>
        Regex.Match(
            (await _mails.WaitAsync(to, subject)).Body,
            "http://[^ ]*/account/email/change\\?user=[^ ]*&code=[^\\s]*",
            RegexOptions.None,
            TimeSpan.FromSeconds(5)).Value;

    /// <summary>A page without what differs between any two looks.</summary>
    private static string Comparable(string page, string address) => Regex.Replace(
        page.Replace(address, "ADDRESS", StringComparison.Ordinal),
        "value=\"CfDJ8[^\"]*\"|\\d\\d:\\d\\d UTC|<!--.*?-->", "", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private static string Flat(string page) =>
        Regex.Replace(
            Regex.Replace(page, "<[^>]*>", "", RegexOptions.None, TimeSpan.FromSeconds(5)),
            "\\s+",
            " ",
            RegexOptions.None,
            TimeSpan.FromSeconds(5));
}
