using Bunit;
using Kiket.Portal.Components.Operations;
using Kiket.Portal.Containers;
using Kiket.Portal.Hosting;

namespace Kiket.Portal.Tests.Components.Operations;

public sealed class HostingPageTests : ScenarioContext
{
    [Fact]
    public void Without_an_engine_it_says_so_and_why_and_offers_nothing_to_press()
    {
        var page = Open();

        Assert.Contains("Hosting is not switched on here", page.Find("#hosting-state").TextContent, StringComparison.Ordinal);
        Assert.Contains("No process that runs containers", page.Find("#hosting-state li").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#hosting-state button"));
        Assert.Equal("/docs/operating/hosting", page.Find("#hosting-state a").GetAttribute("href"));
    }

    [Fact]
    public async Task It_shows_the_engine_and_every_attempt_and_runs_the_test_again()
    {
        await AddAsync([], new("Connect out", false, "NetworkUnreachable"), new("Be root", false, "No"));
        var page = Open();

        Assert.Contains("Hosting is switched on here", page.Find("#hosting-state").TextContent, StringComparison.Ordinal);
        Assert.Contains("podman 4.3.1", page.Find(".engine").TextContent, StringComparison.Ordinal);
        Assert.Contains("2 of 2 attempts held", page.Find(".engine").TextContent, StringComparison.Ordinal);
        Assert.Contains("NetworkUnreachable", page.Find("tbody").TextContent, StringComparison.Ordinal);

        await page.Find("#hosting-state button").ClickAsync(new());

        Assert.Contains("The self-test runs", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find("#hosting-state button").HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_got_out_comes_first_and_switches_hosting_off()
    {
        await AddAsync(["1 of 2 attempts to get out of a container succeeded."], new("Be root", false, "No"), new("Connect out", true, "Connected"));
        var page = Open();

        Assert.Contains("Hosting is not switched on here", page.Find("#hosting-state").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of 2 attempts", page.Find("#hosting-state li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Got out", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<HostingPage> Open()
    {
        SignIn(Scenario.Olu);
        return Render<HostingPage>();
    }

    private async Task AddAsync(string[] reasons, params LeakAttempt[] attempts)
    {
        var (test, now) = (SelfTest.Request("olu", Scenario.Clock.GetUtcNow()), Scenario.Clock.GetUtcNow());
        test.Finish(new SelfTestOutcome(new EngineState("podman", "4.3.1", 2, 4096, reasons), attempts, reasons), now);
        await using var db = await Scenario.Database.OpenAsync();
        db.Add(test);
        await db.SaveChangesAsync();
    }
}
