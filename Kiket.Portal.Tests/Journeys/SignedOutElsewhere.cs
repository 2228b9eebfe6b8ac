using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Somebody signs out in one tab while others are open: those can do nothing more, and say why.</summary>
public sealed class SignedOutElsewhere(Browser browser) : Journey
{
    /// <summary>The longest that may be set: whatever happens sooner does not come from looking.</summary>
    private static readonly (string, string) Late = ("Accounts:LookAtRightsEvery", "00:00:45");

    private const string Tokens = "/orgs/acme/settings/tokens";

    [Fact]
    public async Task A_signed_out_tab_can_do_nothing_at_once_and_leads_to_the_sign_in_page()
    {
        await using var portal = await PortalServer.StartAsync(Late);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync(Tokens);
        await visit.LiveAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("after the sign-out");
        var before = await CountTokensAsync(portal);
        var other = await visit.Context.NewPageAsync();
        await other.GotoAsync("/account");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();
        await other.WaitForURLAsync("**/");
        // As fast as a script is: whatever button is still there is pressed.
        try
        {
            await visit.Page.EvaluateAsync(
                "() => [...document.querySelectorAll('button')].find(button => button.textContent.includes('Create token'))?.click()");
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            // The tab was even faster, and is on its way to the sign-in page.
        }

        await visit.Page.WaitForURLAsync("**/account/login?returnUrl=*", new() { Timeout = 10_000 });
        Assert.Equal(before, await CountTokensAsync(portal));
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        // Signed in again, it goes on where it was.
        await visit.Page.Locator("form[action$='/account/demo-sign-in/publisher'] button").ClickAsync();
        await visit.ArriveAsync("**" + Tokens);
        visit.AssertClean();
    }

    [Fact]
    public async Task The_tab_that_signs_out_gets_to_where_it_was_going()
    {
        await using var portal = await PortalServer.StartAsync(Late);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync("/marketplace");
        await visit.LiveAsync();
        var other = await visit.Context.NewPageAsync();
        await other.GotoAsync("/marketplace?q=helper");
        await Expect(other.Locator("main[data-live=on]")).ToBeAttachedAsync();

        await visit.Page.Locator("summary:has-text('Account of')").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();

        // A page that visitors may read stays, as they see it.
        await Expect(other.GetByRole(AriaRole.Link, new() { Name = "Create account" }).First).ToBeVisibleAsync();
        await Expect(other.Locator("main[data-live=on]")).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Create account" }).First).ToBeVisibleAsync();
        Assert.DoesNotContain("/account/login", visit.Page.Url, StringComparison.Ordinal);
        visit.AssertClean();
    }

    [Fact]
    public async Task A_page_that_is_kept_from_leaving_holds_nothing_of_its_person_any_more()
    {
        await using var portal = await PortalServer.StartAsync(Late);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync("/marketplace");
        await visit.LiveAsync();
        // A thief with a stolen cookie can stop a page from going where the portal sends it.
        await visit.Page.RouteAsync("**/*", route => route.AbortAsync("aborted"));
        var other = await visit.Context.NewPageAsync();
        await other.GotoAsync("/account");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("details.switcher, summary:has-text('Account of')")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_sign_in_ended_from_the_list_of_another_device_leaves_its_page_at_once()
    {
        await using var portal = await PortalServer.StartAsync(Late);
        await using var desk = await browser.VisitAsync(portal);
        await new BrowserScenario(desk).SignInAsync("publisher");
        await desk.OpenAsync(Tokens);
        await desk.LiveAsync();
        await using var phone = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = 360, Height = 740 } });
        await new BrowserScenario(phone).SignInAsync("publisher");
        await phone.OpenAsync("/account/sessions");
        await phone.ScreenshotAsync("account-sessions-phone");
        Assert.True(await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page scrolls sideways.");
        Assert.Empty(await phone.BarriersAsync());

        await phone.Page.GetByRole(AriaRole.Listitem)
            .Filter(new() { HasNotText = "This device" })
            .GetByRole(
                AriaRole.Button,
                new()
                {
                    NameRegex = new System.Text.RegularExpressions.Regex(
                        "^Sign out ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
                })
            .ClickAsync();

        await Expect(phone.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "is signed out." })).ToBeVisibleAsync();
        await desk.Page.WaitForURLAsync("**/account/login?returnUrl=*", new() { Timeout = 10_000 });
        phone.AssertClean();
    }

    [Fact]
    public async Task The_open_page_of_a_person_who_is_locked_closes_at_once()
    {
        await using var portal = await PortalServer.StartAsync(Late);
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync(Tokens);
        await visit.LiveAsync();
        var (publisher, olu) = (await PersonAsync(portal, "publisher"), await PersonAsync(portal, "operator"));

        Assert.True((await portal.Services.GetRequiredService<LockPerson>()
            .RunAsync(publisher.UserId, "Sends mail to strangers.", olu, CancellationToken.None)).Succeeded);

        await visit.Page.WaitForURLAsync("**/account/login?returnUrl=*", new() { Timeout = 10_000 });
        await visit.Page.Locator("form[action$='/account/demo-sign-in/publisher'] button").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Your account is locked" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Sends mail to strangers.")).ToBeVisibleAsync();
        await visit.ScreenshotAsync("account-locked");
    }

    private static async Task<int> CountTokensAsync(PortalServer portal)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<ApiToken>().CountAsync();
    }

    private static async Task<Actor> PersonAsync(PortalServer portal, string person)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<PortalUser>()
            .Where(user => user.Email!.StartsWith(person + "@"))
            .Select(user => new Actor(user.Id, user.DisplayName, null, null))
            .SingleAsync();
    }
}

/// <summary>The same where two portals serve one database: signing out at one ends what is open at the other.</summary>
public sealed class SignedOutOnAnotherNode(Browser browser, PostgreSqlServer postgres) : Journey, IClassFixture<PostgreSqlServer>
{
    private const string Mail = "ana@example.com";

    [Fact]
    public async Task A_tab_at_one_portal_closes_when_its_person_signs_out_at_the_other()
    {
        var keys = Places.Temporary();
        (string, string)[] settings =
        [
            ("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", await postgres.CreateDatabaseAsync()), ("Portal:DataDirectory", keys),
            ("Demo:Enabled", "false"), ("Accounts:LookAtRightsEvery", "00:00:01"),
        ];
        await using var first = await PortalServer.StartAsync(settings);
        await using var second = await PortalServer.StartAsync(settings);
        var ana = new Actor(await AccountBrowser.AddPersonAsync(first, Mail), "ana");
        Assert.True((await first.Services.GetRequiredService<CreateOrganization>().RunAsync("acme", "Acme", ana, CancellationToken.None)).Succeeded);
        await using var visit = await browser.VisitAsync(first);
        await visit.OpenAsync("/account/login?returnUrl=/account");
        await visit.Page.GetByLabel("E-mail address").FillAsync(Mail);
        await visit.Page.GetByLabel("Password").FillAsync(AccountBrowser.Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await visit.ArriveAsync("**/account");
        // The nodes share their keys, and a cookie is for every port of its host: one sign-in works on both.
        var other = await visit.Context.NewPageAsync();
        await other.GotoAsync(new Uri(second.Address, "/orgs/acme/settings/tokens").AbsoluteUri);
        await Expect(other.Locator("main[data-live=on]")).ToBeAttachedAsync(new() { Timeout = 30_000 });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();

        await other.WaitForURLAsync("**/account/login?returnUrl=*", new() { Timeout = 60_000 });
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        Places.Remove(keys);
    }
}
