using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Finding an extension and reading all about it: without JavaScript, with it, and signed in.</summary>
public sealed class BrowsingTheMarketplace(Browser browser) : Journey
{
    private const string Listing = "/marketplace/dev.acme.alerts";

    private static readonly string[] Tabs = ["Getting Started", "Examples", "Changelog", "Versions", "Security", "Overview"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_visitor_searches_filters_opens_a_listing_and_reads_every_tab(bool javaScript)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { JavaScriptEnabled = javaScript });
        await visit.OpenAsync("/marketplace");
        await visit.Page.Locator("#q").FillAsync("alerts");
        await visit.Page.Locator("#q").PressAsync("Enter");
        await visit.ArriveAsync("**/marketplace?q=alerts");
        await Expect(Card(visit, "Acme Alerts")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" }).GetByRole(AriaRole.Link, new() { Name = "Communication" }).ClickAsync();
        await visit.ArriveAsync("**/marketplace?q=alerts&category=communication");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Communication : remove this filter" })).ToBeVisibleAsync();

        await Card(visit, "Acme Alerts").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Acme Alerts");
        foreach (var tab in Tabs)
        {
            await OpenTabAsync(visit, tab);
        }

        visit.AssertClean();
    }

    [Fact]
    public async Task Results_follow_the_typing_without_a_reload_and_back_and_forward_work()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await visit.OpenAsync("/marketplace");
        await MarkAsync(visit);
        await visit.Page.Locator("#q").PressSequentiallyAsync("aletrs");

        await Expect(visit.Page.Locator(".kp-suggestion")).ToContainTextAsync("Showing results for alerts");
        await Expect(Card(visit, "Acme Alerts")).ToBeVisibleAsync();
        Assert.EndsWith("?q=aletrs", visit.Page.Url, StringComparison.Ordinal);
        Assert.True(await IsMarkedAsync(visit));
        await visit.Page.Locator("#q").FocusedAsync();

        await Card(visit, "Acme Alerts").ClickAsync();
        await OpenTabAsync(visit, "Security");
        await visit.Page.GoBackAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#q")).ToHaveValueAsync("aletrs");
        await visit.Page.GoForwardAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Acme Alerts");
        visit.AssertClean();
    }

    [Fact]
    public async Task Signed_in_results_follow_the_typing_no_letter_is_lost_and_no_document_loaded()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("customer");
        await visit.OpenAsync("/marketplace");
        await visit.LiveAsync();
        await MarkAsync(visit);
        var field = visit.Page.Locator("#q");
        // Slow enough that results arrive between the letters.
        await field.PressSequentiallyAsync("alerts channel", new() { Delay = 120 });

        await Expect(field).ToHaveValueAsync("alerts channel");
        await visit.ArriveAsync("**/marketplace?q=alerts+channel");
        await Expect(Card(visit, "Acme Alerts")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".kp-results-count")).ToHaveTextAsync("1 extension");
        await field.FocusedAsync();
        Assert.True(await IsMarkedAsync(visit));

        // Whatever else changes the address, the field follows.
        await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" }).GetByRole(AriaRole.Link, new() { Name = "Communication" }).ClickAsync();
        await visit.ArriveAsync("**&category=communication");
        await Expect(field).ToHaveValueAsync("alerts channel");
        await field.FillAsync("");
        await visit.ArriveAsync("**/marketplace?category=communication");
        await visit.Page.GoBackAsync();
        await Expect(field).ToHaveValueAsync("alerts channel");
        Assert.True(await IsMarkedAsync(visit));
        visit.AssertClean();
    }

    [Fact]
    public async Task Signed_in_a_search_is_sent_and_tabs_need_no_reload()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("customer");
        await visit.OpenAsync(Listing);
        await visit.LiveAsync();
        await MarkAsync(visit);
        await visit.Page.Locator("#kp-search").FillAsync("alerts");
        await visit.Page.Locator("#kp-search").PressAsync("Enter");
        await visit.ArriveAsync("**/marketplace?q=alerts*");
        await Expect(visit.Page.Locator("#q")).ToHaveValueAsync("alerts");
        await Card(visit, "Acme Alerts").ClickAsync();
        foreach (var tab in Tabs)
        {
            await OpenTabAsync(visit, tab);
        }

        await visit.Page.GoBackAsync();
        await Expect(CurrentTab(visit)).ToContainTextAsync("Security");
        Assert.True(await IsMarkedAsync(visit));
        visit.AssertClean();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_badge_tells_its_meaning_to_a_keyboard_and_a_finger(bool javaScript)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { JavaScriptEnabled = javaScript, HasTouch = true });
        await visit.OpenAsync(Listing);
        var badge = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Reviewed" });
        var meaning = visit.Page.GetByText("A person at Kiket reviewed commit");
        await Expect(meaning).ToBeHiddenAsync();

        await badge.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(meaning).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(meaning).ToBeHiddenAsync();
        await badge.TapAsync();
        await Expect(meaning).ToBeVisibleAsync();
        visit.AssertClean();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_reports_a_listing_and_the_operator_reads_it(bool javaScript)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { JavaScriptEnabled = javaScript });
        await visit.OpenAsync(Listing);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Report this listing" }).ClickAsync();
        await visit.Page.GetByLabel("A misleading name").CheckAsync();
        await visit.Page.GetByLabel("What is wrong?").FillAsync("Its price on the first page is not what is charged.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send report" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Thank you for your report");
        visit.AssertClean();

        await using var operators = await browser.VisitAsync(portal);
        await new BrowserScenario(operators).SignInAsync("operator");
        await operators.OpenAsync("/account/notifications");
        await Expect(operators.Page.GetByText("Its price on the first page is not what is charged.").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_operator_changes_the_front_page_and_visitors_see_it_at_once()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visitor = await browser.VisitAsync(portal);
        await visitor.OpenAsync("/marketplace");
        var shelf = visitor.Page.Locator(".kp-shelf");
        await Expect(shelf).ToContainTextAsync("Acme Alerts");

        await using var operators = await browser.VisitAsync(portal);
        await new BrowserScenario(operators).SignInAsync("operator");
        await operators.OpenAsync(Listing);
        await operators.LiveAsync();
        await operators.Page.GetByRole(AriaRole.Button, new() { Name = "Remove from the home page" }).ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Button, new() { Name = "Add to the home page" })).ToBeVisibleAsync();

        await visitor.OpenAsync("/marketplace");
        await Expect(shelf).Not.ToContainTextAsync("Acme Alerts");
        operators.AssertClean();
    }

    [Fact]
    public async Task A_listing_shows_everything_that_decides_before_any_scrolling()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 1280, Height = 800 } });
        await visit.OpenAsync(Listing);

        foreach (var shown in new[] { "by Acme", "Reviewed", "Version", "$9" })
        {
            await Expect(visit.Page.Locator(".kp-listing-head")).ToContainTextAsync(shown);
        }

        await Expect(visit.Page.Locator(".kp-listing-price")).ToBeInViewportAsync();
        await Expect(visit.Page.Locator("link[rel=canonical]")).ToHaveAttributeAsync("href", portal.Address.GetLeftPart(UriPartial.Authority) + Listing);
        Assert.Contains("\"price\":\"9.00\"", await visit.Page.Locator("script[type='application/ld+json']").TextContentAsync(), StringComparison.Ordinal);
        visit.AssertClean();
    }

    private static ILocator Card(Visit visit, string name) =>
        visit.Page.Locator(".kp-results > .kp-grid .kp-card").GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private static ILocator CurrentTab(Visit visit) => visit.Page.Locator(".kp-tabs [aria-current=page]");

    private static async Task OpenTabAsync(Visit visit, string tab)
    {
        await visit.Page.Locator(".kp-tabs").GetByRole(AriaRole.Link, new() { Name = tab }).ClickAsync();
        await Expect(CurrentTab(visit)).ToContainTextAsync(tab);
        await Expect(visit.Page.Locator(".kp-listing-main")).Not.ToBeEmptyAsync();
    }

    /// <summary>Gone as soon as the document is another one.</summary>
    private static Task MarkAsync(Visit visit) => visit.Page.EvaluateAsync("() => { window.sameDocument = true; }");

    private static Task<bool> IsMarkedAsync(Visit visit) => visit.Page.EvaluateAsync<bool>("() => window.sameDocument === true");
}
