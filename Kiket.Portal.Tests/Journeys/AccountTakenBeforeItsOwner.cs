using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody made an account with another person's address and added a passkey; the owner of the address comes later.</summary>
public sealed class AccountTakenBeforeItsOwner(Browser browser) : Journey
{
    private const string Mail = "victim@corp.test";

    [Fact]
    public async Task Their_passkey_no_longer_signs_in_once_the_owner_set_a_password()
    {
        await using var mail = MailSink.Start();
        await using var portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. mail.Settings]);
        await portal.AddAccountAsync(Mail, confirmed: false, name: "Mallory");
        await using var visit = await browser.VisitAsync(new UriBuilder(portal.Address) { Host = "localhost" }.Uri);
        await PasskeyDevice.AddAsync(visit);
        await SignInAsync(visit);
        await visit.OpenAsync("/account/passkeys");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.GetByText("The passkey was added")).ToBeVisibleAsync();
        await visit.Context.ClearCookiesAsync();

        await SetPasswordAsync(portal, mail);

        // The browser offers the passkey by itself as soon as the page asks.
        await visit.OpenAsync("/account/login?returnUrl=/account/passkeys");
        await Expect(visit.Page.GetByText("This passkey does not belong to an account here")).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(Visit visit)
    {
        await visit.OpenAsync("/account/login");
        await visit.Page.GetByLabel("E-mail address").FillAsync(Mail);
        await visit.Page.GetByLabel("Password").FillAsync(RunningAccounts.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("summary:has-text('Account of Mallory')")).ToBeVisibleAsync();
    }

    private static async Task SetPasswordAsync(PortalServer portal, MailSink mail)
    {
        var owner = portal.ClientWithCookies();
        using var asked = await owner.SubmitAsync("/account/forgot-password", new() { ["Input.Email"] = Mail });
        using var set = await owner.SubmitAsync(
            MailSink.Link(await mail.ReceiveAsync(Mail, "Set a new password")),
            new() { ["Input.Password"] = "copper lantern meadow" });
        Assert.Equal("/account/login?done=taken-over", set.RequestMessage!.RequestUri!.PathAndQuery);
    }
}
