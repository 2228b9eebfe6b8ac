using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.AccountChanges;

/// <summary>Where people register by domain, an account doesn't move to another one; over HTTP, with the mails that are sent.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class EmailChangeByDomainTests : IAsyncLifetime
{
    private const string Old = "ana@acme.test";
    private const string Home = "ana@home.test";

    private readonly MailRecorder _mails = new();
    private PortalServer _portal = null!;
    private AccountForms _browser = null!;
    private PortalUser _ana = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(
            services => services.Replace(ServiceDescriptor.Singleton<IMailTransport>(_mails)),
            [
                ("Demo:Enabled", "false"), ("Accounts:Registration", "Domains"), ("Accounts:AllowedDomains:0", "acme.test"),
                .. MailRecorder.Settings,
            ]);
        _ana = await _portal.AddUserAsync(Old, confirmed: true);
        _browser = new AccountForms(_portal);
        await _browser.SignInAsync(Old);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_page_says_which_addresses_are_possible_and_refuses_others()
    {
        // An invitation opens the registration for a stranger, not the way out for an account.
        await _portal.InviteAsync(Home);

        Assert.Contains("Only addresses of acme.test are possible here.", await _browser.ReadAsync("/account/email"), StringComparison.Ordinal);
        Assert.Contains("You can't use ana@home.test.", await AskAsync(Home), StringComparison.Ordinal);
        Assert.Contains("A link is on its way to ana.diaz@acme.test", await AskAsync("ana.diaz@acme.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_from_before_the_rule_moves_nobody()
    {
        var settings = _portal.Services.GetRequiredService<IOptions<AccountsOptions>>().Value;
        settings.Registration = RegistrationMode.Open;
        await AskAsync(Home);
        settings.Registration = RegistrationMode.Domains;
        await _browser.SubmitAsync(await LinkAsync(Old, "Approve your new e-mail address"), "agree");

        var last = await _browser.SubmitAsync(await LinkAsync(Home, "Confirm your new e-mail address"), "agree");

        Assert.Contains("The address wasn't changed to ana@home.test. Only addresses of acme.test are possible here.", last.Text, StringComparison.Ordinal);
        Assert.Equal(Old, await _portal.WithAccountAsync(_ana.Id, (users, user) => users.GetEmailAsync(user)));
    }

    private async Task<string> AskAsync(string address) =>
        (await _browser.SubmitAsync("/account/email", "email", new() { ["Input.Email"] = address })).Text;

    private async Task<string> LinkAsync(string to, string subject) =>
        Regex.Match(
            (await _mails.WaitAsync(to, subject)).Body,
            "http://[^ ]*/account/email/change\\?user=[^ ]*&code=[^\\s]*",
            RegexOptions.None,
            TimeSpan.FromSeconds(5)).Value;
}
