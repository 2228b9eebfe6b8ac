using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Journeys;

public sealed class FirstVisit(Browser browser) : Journey
{
    [Fact]
    public async Task The_health_page_opens_without_an_error_or_a_foreign_request()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);

        var response = await visit.OpenAsync("/health/live");

        Assert.Equal(200, response?.Status);
        Assert.Empty(visit.ForeignRequests);
    }
}
