using Kiket.Portal.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>What a script sends over the connection of a live page, where no limit of HTTP sees it.</summary>
public sealed class SendingWithoutEnd(Browser browser) : Journey
{
    private const string Send = "count => { for (let n = 0; n < count; n++) DotNet.invokeMethodAsync('Kiket.Portal', 'Anything').catch(() => {}); }";

    [Fact]
    [Asvs("V2.4.1")]
    public async Task A_page_that_sends_without_end_is_ended_and_says_how_to_go_on()
    {
        await using var portal = await PortalServer.StartAsync(("Limits:EventsAtOnce", "200"));
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync("/orgs/acme/extensions");
        await visit.LiveAsync();

        await visit.Page.EvaluateAsync(Send, 1000);

        await Expect(visit.Page.GetByText("Something went wrong on this page")).ToBeVisibleAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Reload" }).ClickAsync();
        await visit.LiveAsync();
    }
}
