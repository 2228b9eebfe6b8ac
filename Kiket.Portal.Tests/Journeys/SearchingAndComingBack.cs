using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Search as one types, and the ways back: nothing that was typed, found or read is lost on them.</summary>
public sealed class SearchingAndComingBack(Browser browser) : Journey
{
    private const string Support = "/marketplace?category=customer-support";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_typed_is_one_step_and_back_leads_to_before_it(bool isSignedIn)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await VisitAsync(portal, isSignedIn);
        await visit.OpenAsync(Support);
        await LiveAsync(visit, isSignedIn);
        var (field, count) = (visit.Page.Locator("#q"), visit.Page.Locator(".kp-results-count"));
        await Expect(count).ToHaveTextAsync("3 extensions");

        // Slow enough that each letter is searched for.
        await field.PressSequentiallyAsync("crm", new() { Delay = 300 });
        await Expect(count).ToHaveTextAsync("1 extension");
        // “cr” finds the same one; the last letter has its search too.
        await Expect(visit.Page).ToHaveURLAsync(new Regex("[?&]q=crm(?:&|$)", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await field.PressAsync("Enter");
        await field.FocusedAsync();

        await visit.Page.GoBackAsync();
        await Expect(count).ToHaveTextAsync("3 extensions");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(portal.Address, Support).AbsoluteUri);
        await Expect(field).ToHaveValueAsync("");
        await visit.Page.GoForwardAsync();
        await Expect(count).ToHaveTextAsync("1 extension");
        await Expect(field).ToHaveValueAsync("crm");
        visit.AssertClean();
    }

    [Fact]
    public async Task Without_a_connection_the_words_and_the_results_of_before_stay()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await visit.OpenAsync(Support);
        await visit.Page.Context.SetOfflineAsync(true);
        await visit.Page.Locator("#q").PressSequentiallyAsync("crm");

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The portal cannot be reached.");
        await Expect(visit.Page.Locator(".kp-results-count")).ToHaveTextAsync("3 extensions");
        await Expect(visit.Page.Locator("#q")).ToHaveValueAsync("crm");

        await visit.Page.Context.SetOfflineAsync(false);
        await visit.Page.Locator("#q").PressAsync("Enter");
        await Expect(visit.Page.Locator(".kp-results-count")).ToHaveTextAsync("1 extension");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_filter_pressed_before_the_results_are_there_takes_the_words_along()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await visit.OpenAsync("/marketplace");
        await visit.Page.RouteAsync("**/marketplace?q=*", _ => Task.CompletedTask);
        await visit.Page.Locator("#q").PressSequentiallyAsync("acme");
        await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" }).GetByRole(AriaRole.Link, new() { Name = "No fee" }).ClickAsync();

        await visit.ArriveAsync("**/marketplace?pricing=free&q=acme");
        await Expect(visit.Page.Locator("#q")).ToHaveValueAsync("acme");
        visit.AssertClean();
    }

    [Fact]
    public async Task On_a_phone_the_filters_fold_away_above_the_results()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { ViewportSize = new() { Width = 390, Height = 800 }, JavaScriptEnabled = false });
        await visit.OpenAsync("/marketplace");
        var filters = visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" });
        await Expect(filters).ToBeHiddenAsync();

        await visit.Page.Locator(".kp-filters-fold summary").ClickAsync();
        await filters.GetByRole(AriaRole.Link, new() { Name = "Communication" }).ClickAsync();

        await visit.ArriveAsync("**/marketplace?category=communication");
        await Expect(visit.Page.Locator(".kp-filters-fold summary")).ToHaveTextAsync("Filters (1)");
        await Expect(filters).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Signed_in_back_leads_to_where_one_read_and_a_jump_takes_the_focus_along()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await VisitAsync(portal, isSignedIn: true);
        await visit.OpenAsync("/marketplace/dev.acme.time-tracking");
        await visit.LiveAsync();
        // Resolves once the page has told of it, as it does to whoever reads.
        await visit.Page.EvaluateAsync(
            "() => new Promise(done => { addEventListener('scroll', () => requestAnimationFrame(done), { once: true }); scrollTo(0, 1500); })");

        // As a keyboard does: a click would first scroll the tab into view.
        await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Tabs of this listing" })
            .GetByRole(AriaRole.Link, new() { Name = "Versions" })
            .EvaluateAsync("link => link.click()");
        await Expect(visit.Page).ToHaveTitleAsync("Versions · Time Tracking · Kiket Marketplace");
        await Expect(visit.Page.Locator("#kp-live")).ToHaveTextAsync("Versions · Time Tracking · Kiket Marketplace");
        await visit.Page.GoBackAsync();
        await visit.Page.WaitForFunctionAsync("() => document.title.startsWith('Time Tracking') && Math.abs(scrollY - 1500) < 2");

        await visit.Page.Locator(".kp-contents summary").ClickAsync();
        await visit.Page.Locator(".kp-contents a").Last.PressAsync("Enter");
        await visit.Page.Locator("#user-content-questions").FocusedAsync();
        visit.AssertClean();
    }

    private async Task<Visit> VisitAsync(PortalServer portal, bool isSignedIn)
    {
        var visit = await browser.VisitAsync(portal);
        if (isSignedIn)
        {
            await new BrowserScenario(visit).SignInAsync("customer");
        }

        return visit;
    }

    private static Task LiveAsync(Visit visit, bool isSignedIn) => isSignedIn ? visit.LiveAsync() : Task.CompletedTask;
}
