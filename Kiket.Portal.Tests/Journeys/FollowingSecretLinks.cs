using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using MimeKit;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody gets an invitation by mail and follows its link, whose secret stands behind the #.</summary>
public sealed class FollowingSecretLinks(Browser browser) : Journey
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task An_invited_newcomer_makes_an_account_and_joins(int width)
    {
        await using var mails = MailSink.Start();
        await using var portal = await PortalServer.StartAsync(mails.Smtp);
        var size = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 900 } };

        // The inviter came by another name of this machine; the link must not follow the name a request says.
        await using var inviter = await browser.VisitAsync(portal, size);
        var other = $"http://localhost:{portal.Address.Port}";
        await inviter.OpenAsync($"{other}/account/login");
        await inviter.Page.Locator("[data-demo=publisher]").ClickAsync();
        await inviter.OpenAsync($"{other}/orgs/acme/settings/members");
        await inviter.LiveAsync();
        await inviter.Page.GetByLabel("E-mail address").FillAsync("nina@newcomer.test");
        await inviter.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Expect(inviter.Page.GetByText("We sent the invitation to nina@newcomer.test.")).ToBeVisibleAsync();
        await inviter.ScreenshotAsync($"members-invited-{width}");

        var mail = await mails.NextAsync();
        var link = Link(mail);
        Assert.StartsWith($"{portal.Address.GetLeftPart(UriPartial.Authority)}/account/invitations#", link, StringComparison.Ordinal);
        Assert.Equal("You are invited to an organization on the Kiket Marketplace", mail.Subject);

        await using var nina = await browser.VisitAsync(portal, size);
        await nina.OpenAsync(link);
        await Expect(nina.Page.GetByText("Sign in with the invited address")).ToBeVisibleAsync();
        Assert.DoesNotContain("#", nina.Page.Url, StringComparison.Ordinal);
        await nina.ScreenshotAsync($"invitation-sign-in-{width}");
        await nina.Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" }).ClickAsync();
        await nina.Page.GetByLabel("Your name").FillAsync("Nina New");
        await nina.Page.GetByLabel("E-mail address").FillAsync("nina@newcomer.test");
        await nina.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(nina.Page.GetByText("We sent an e-mail to nina@newcomer.test")).ToBeVisibleAsync();
        await nina.OpenAsync(Link(await mails.ReceiveAsync("nina@newcomer.test", "Finish creating")));
        await nina.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("lamp violet gravel");
        await nina.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(nina.Page.GetByRole(AriaRole.Button, new() { Name = "Join Acme" })).ToBeVisibleAsync();
        await nina.ScreenshotAsync($"invitation-join-{width}");
        await nina.Page.ReloadAsync();
        await nina.Page.GetByRole(AriaRole.Button, new() { Name = "Join Acme" }).ClickAsync();

        await nina.ArriveAsync("**/orgs/acme/extensions");
        nina.AssertClean();
    }

    private static string Link(MimeMessage mail) => Regex.Match(mail.TextBody ?? "", @"https?://\S+", RegexOptions.None, TimeSpan.FromSeconds(5)).Value;
}
