using System.Text.RegularExpressions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody changes the address of their account, with mail that goes through a real mail server.</summary>
public sealed class AnotherAddress(Browser browser) : Journey
{
    private const string Old = "ana@example.com";
    private const string New = "ana@home.test";

    [Fact]
    public async Task Both_addresses_agree_by_mail_and_the_new_one_signs_in()
    {
        await using var mails = MailSink.Start();
        await using var portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. mails.Smtp]);
        await portal.AddUserAsync(Old, confirmed: true, name: "Ana Diaz");
        await using var visit = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await SignInAsync(visit, Old);

        await visit.OpenAsync("/account");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Change the address" }).ClickAsync();
        await visit.Page.GetByLabel("New e-mail address").FillAsync(New);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send the links" }).ClickAsync();
        await Expect(visit.Page.GetByText($"A link is on its way to {New}, and one to {Old}.")).ToBeVisibleAsync();
        await visit.ScreenshotAsync("address-waiting-390");

        await visit.OpenAsync(Link(await mails.WaitAsync(Old, "Approve your new e-mail address")));
        await visit.ScreenshotAsync("address-approve-390");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve the change" }).ClickAsync();
        await Expect(visit.Page.GetByText("Approved. Your address changes when")).ToBeVisibleAsync();
        await visit.OpenAsync(Link(await mails.WaitAsync(New, "Confirm your new e-mail address")));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm this address" }).ClickAsync();
        await Expect(visit.Page.GetByText($"Your address was changed. Sign in as {New} from now on.")).ToBeVisibleAsync();

        Assert.Contains($"from {Old} to {New}", await mails.WaitAsync(Old, "Your account was changed"), StringComparison.Ordinal);
        await visit.OpenAsync("/account");
        await Expect(visit.Page.GetByText($"You sign in as {New}.")).ToBeVisibleAsync();
        await visit.Context.ClearCookiesAsync();
        await SignInAsync(visit, New);
        await Expect(visit.Page.Locator("summary:has-text('Account of Ana Diaz')")).ToBeVisibleAsync();
        Assert.Empty(visit.PolicyViolations);
    }

    private static async Task SignInAsync(Visit visit, string address)
    {
        await visit.OpenAsync("/account/login");
        await visit.Page.GetByLabel("E-mail address").FillAsync(address);
        await visit.Page.GetByLabel("Password").FillAsync(AccountForms.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Password")).ToHaveCountAsync(0);
    }

    private static string Link(string mail) => Regex.Match(mail, "http://\\S*/account/email/change\\?\\S*", RegexOptions.None, TimeSpan.FromSeconds(5)).Value;
}
