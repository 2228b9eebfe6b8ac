using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>A portal whose operators decide who may create an account, over HTTP.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RegistrationModeTests
{
    private const string ByInvitation = "Registration is by invitation. Ask an owner of your organization.";
    private const string OnlyAcme = "Only addresses of acme.test can register.";

    private static readonly (string Key, string Value)[] Invitation = [("Demo:Enabled", "false"), ("Accounts:Registration", "Invitation")];

    private static readonly (string Key, string Value)[] Acme =
        [("Demo:Enabled", "false"), ("Accounts:Registration", "Domains"), ("Accounts:AllowedDomains:0", "acme.test")];

    [Fact]
    public async Task Without_an_invitation_the_page_says_so_and_offers_no_form()
    {
        await using var portal = await PortalServer.StartAsync(Invitation);
        var browser = new AccountForms(portal);

        var page = await browser.ReadAsync("/account/register");

        Assert.Contains(ByInvitation, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/invitations\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Input.Email", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_all_the_same_makes_no_account()
    {
        await using var portal = await PortalServer.StartAsync(Invitation);
        await portal.InviteAsync("ben@example.com");
        var browser = new AccountForms(portal);

        // Invited, but without the link: anybody can type an address.
        var sent = await RegisterAsync(browser, "ben@example.com", await browser.TokenAsync("/account/login"));

        Assert.Contains(ByInvitation, sent.Text, StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "ben@example.com"));
    }

    [Fact]
    public async Task The_first_operator_registers_without_an_invitation_because_nobody_could_invite_them()
    {
        await using var portal = await PortalServer.StartAsync([.. Invitation, ("Accounts:FirstOperator", "ona@example.com")]);
        var browser = new AccountForms(portal);

        await RegisterAsync(browser, "mallory@example.com");
        await RegisterAsync(browser, "Ona@Example.com");

        Assert.Null(await FindAsync(portal, "mallory@example.com"));
        Assert.NotNull(await FindAsync(portal, "Ona@Example.com"));
    }

    [Fact]
    public async Task An_invited_person_registers_with_the_link_and_the_invited_address()
    {
        await using var portal = await PortalServer.StartAsync(Invitation);
        var browser = await portal.OpenAsync(await portal.InviteAsync("ben@example.com"));

        Assert.Contains("Enter the address that was invited.", await browser.ReadAsync("/account/register"), StringComparison.Ordinal);
        var other = await RegisterAsync(browser, "mallory@example.com");
        await RegisterAsync(browser, "Ben@Example.com");

        Assert.Contains("Your invitation is for another address.", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ben@example.com", other.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await FindAsync(portal, "mallory@example.com"));
        Assert.NotNull(await FindAsync(portal, "ben@example.com"));
        Assert.Equal("/orgs/acme/extensions", (await browser.SubmitAsync("/account/invitations", "join")).Address);
    }

    [Fact]
    public async Task A_withdrawn_invitation_is_none()
    {
        await using var portal = await PortalServer.StartAsync(Invitation);
        var invitation = await portal.InviteAsync("ben@example.com");
        var browser = await portal.OpenAsync(invitation);
        var token = await browser.TokenAsync("/account/register");
        await portal.WithdrawAsync(invitation);

        Assert.Contains("This invitation was withdrawn.", (await RegisterAsync(browser, "ben@example.com", token)).Text, StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "ben@example.com"));
        Assert.DoesNotContain("Input.Email", await browser.ReadAsync("/account/register"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_of_the_domain_register_and_others_are_refused()
    {
        await using var portal = await PortalServer.StartAsync(Acme);
        var browser = new AccountForms(portal);

        var page = await browser.ReadAsync("/account/register");
        using var other = await portal.ClientWithCookies().SubmitFormAsync("/account/register", "register", Values("ben@mail.acme.test"));
        await RegisterAsync(browser, "ana@Acme.test");

        Assert.Contains(OnlyAcme, page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains(OnlyAcme, (await other.TextAsync()).Split("role=\"alert\"")[1], StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "ben@mail.acme.test"));
        Assert.NotNull(await FindAsync(portal, "ana@acme.test"));
    }

    [Fact]
    public async Task An_invited_person_of_another_domain_registers_too()
    {
        await using var portal = await PortalServer.StartAsync(Acme);
        var browser = await portal.OpenAsync(await portal.InviteAsync("ben@example.com"));

        await RegisterAsync(browser, "ben@example.com");

        Assert.NotNull(await FindAsync(portal, "ben@example.com"));
    }

    [Fact]
    public async Task Where_the_portal_sends_mail_it_sends_none_to_an_address_that_may_not_register()
    {
        var mails = new MailRecorder();
        await using var portal = await StartWithMailAsync(mails, Acme);
        var browser = new AccountForms(portal);

        var refused = await RegisterAsync(browser, "ben@example.com");
        await RegisterAsync(browser, "ana@acme.test");
        await mails.WaitAsync("ana@acme.test", "Finish creating your account");

        Assert.Contains(OnlyAcme, refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(mails.Sent, mail => mail.To == "ben@example.com");
    }

    [Fact]
    public async Task A_mailed_link_makes_no_account_after_the_rule_changed()
    {
        var mails = new MailRecorder();
        await using var portal = await StartWithMailAsync(mails, Invitation);
        var settings = portal.Services.GetRequiredService<IOptions<AccountsOptions>>().Value;
        settings.Registration = RegistrationMode.Open;
        var browser = new AccountForms(portal);
        await RegisterAsync(browser, "ben@example.com");
        var mail = await mails.WaitAsync("ben@example.com", "Finish creating your account");
        var link = Regex.Match(mail.Body, "/account/register/finish\\?code=\\S+", RegexOptions.None, TimeSpan.FromSeconds(5)).Value;
        var token = await browser.TokenAsync(link);
        settings.Registration = RegistrationMode.Invitation;

        var opened = await browser.ReadAsync(link);
        var sent = await browser.SubmitAsync(link, "finish", new() { ["Input.Name"] = "Ben", ["Input.Password"] = AccountForms.Password }, token);

        Assert.All([opened, sent.Text], text => Assert.Contains(ByInvitation, text, StringComparison.Ordinal));
        Assert.Null(await FindAsync(portal, "ben@example.com"));

        // Invited meanwhile: the mail proved the address, so the same link finishes.
        await portal.InviteAsync("ben@example.com");
        await browser.SubmitAsync(link, "finish", new() { ["Input.Name"] = "Ben", ["Input.Password"] = AccountForms.Password });
        Assert.NotNull(await FindAsync(portal, "ben@example.com"));
    }

    [Fact]
    public async Task Another_services_sign_in_makes_an_account_for_invited_people_alone()
    {
        await using var gitHub = await GitHubSignInServer.StartAsync();
        await using var portal = await PortalServer.StartAsync([.. Invitation, .. gitHub.Settings]);
        var browser = new AccountForms(portal);

        var refused = await ContinueAsync(browser, "GitHub");
        var sent = await browser.SubmitAsync(
            "/account/external", "external", new() { ["Input.Name"] = "Octo" }, await browser.TokenAsync("/account/invitations"));
        Assert.Contains(ByInvitation, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Input.Name", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Account of", sent.Text, StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "octo@acme.test"));

        await portal.InviteAsync("octo@acme.test");
        Assert.Contains("Your e-mail address is <strong>octo@acme.test", await ContinueAsync(browser, "GitHub"), StringComparison.Ordinal);
        await browser.SubmitAsync("/account/external", "external", new() { ["Input.Name"] = "Octo" });
        Assert.NotNull(await FindAsync(portal, "octo@acme.test"));
    }

    [Theory]
    [InlineData("acme.test", true)]
    [InlineData("corp.test", false)]
    public async Task Another_services_sign_in_counts_by_the_verified_address(string domain, bool isAllowed)
    {
        await using var gitHub = await GitHubSignInServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(
            [("Demo:Enabled", "false"), ("Accounts:Registration", "Domains"), ("Accounts:AllowedDomains:0", domain), .. gitHub.Settings]);

        var page = await ContinueAsync(new AccountForms(portal), "GitHub");

        Assert.Equal(isAllowed, page.Contains("Input.Name", StringComparison.Ordinal));
        Assert.Equal(!isAllowed, page.Contains("Only addresses of corp.test can register.", StringComparison.Ordinal));
    }

    private static Task<PortalServer> StartWithMailAsync(MailRecorder mails, (string Key, string Value)[] settings) => PortalServer.StartAsync(
        services => services.Replace(ServiceDescriptor.Singleton<IMailTransport>(mails)), [.. settings, .. MailRecorder.Settings]);

    private static Task<(string Address, string Text)> RegisterAsync(AccountForms browser, string email, string? token = null) =>
        browser.SubmitAsync("/account/register", "register", Values(email), token);

    private static Dictionary<string, string> Values(string email) =>
        new(StringComparer.Ordinal) { ["Input.Name"] = "Ana", ["Input.Email"] = email, ["Input.Password"] = AccountForms.Password };

    /// <summary>Signs in with another service as a browser does, through the page that leads there.</summary>
    private static async Task<string> ContinueAsync(AccountForms browser, string provider)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", await browser.TokenAsync("/account/login")), new("provider", provider), new("returnUrl", "/"),
        ]);
        using var onward = await browser.Client.PostAsync(new Uri("/account/external/start", UriKind.Relative), form);
        var address = Regex.Match(await onward.TextAsync(), "url=(?<address>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups["address"].Value;
        return await browser.ReadAsync(address);
    }

    private static async Task<PortalUser?> FindAsync(PortalServer portal, string email)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email);
    }
}
