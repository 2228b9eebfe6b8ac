using System.Text;
using Kiket.Portal.Analytics.Alerts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>An extension starts failing after a release: its rollout stops, and its publisher is notified and reads why without scripts.</summary>
public sealed class FailingAfterARelease(Browser browser) : Journey
{
    private const string Published = "/orgs/acme/extensions/published/dev.acme.alerts";

    [Fact]
    public async Task From_a_token_to_the_alert_and_the_resolved_error()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync(Published);
        await publisher.LiveAsync();
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Create a telemetry token" }).ClickAsync();
        var address = (await publisher.Page.Locator("#telemetry-address").TextContentAsync())!;
        Assert.Contains("/api/v1/ext/t/ktel_", address, StringComparison.Ordinal);
        await publisher.AssertLooksAsync("telemetry tokens", publisher.Page.Locator("#telemetry"), "telemetry-tokens");

        const string One = """
            {"event":"issue.created","status":"error","duration_ms":30,"extension_version":"1.2.0","error_class":"RangeError","error_message":"4711"}
            """;
        using var sender = portal.Client();
        for (var batch = 0; batch < 3; batch++)
        {
            using var body = new StringContent($"[{string.Join(',', Enumerable.Repeat(One, 400))}]", Encoding.UTF8, "application/json");
            Assert.Equal(202, (int)(await sender.PostAsync(new Uri(new Uri(address).AbsolutePath + "/telemetry", UriKind.Relative), body)).StatusCode);
        }

        var signedIn = await publisher.Context.StorageStateAsync();
        await using var reader = await browser.VisitAsync(portal, new() { JavaScriptEnabled = false, StorageState = signedIn });
        var group = reader.Page.GetByTestId("error-group").Filter(new() { HasText = "RangeError" });
        await Wait.UntilAsync(
            async () =>
            {
                await reader.OpenAsync($"{Published}/analytics");
                return await group.CountAsync() == 1 && (await group.TextContentAsync())!.Contains("1,200 in this time", StringComparison.Ordinal);
            },
            shown => shown);
        await portal.Services.GetRequiredService<WatchReleases>().RunAsync(CancellationToken.None);

        await reader.OpenAsync($"{Published}/analytics?span=day&zone=Asia%2FKolkata");
        await Expect(reader.Page.GetByText("1.2.0 fails more often than the versions before.")).ToBeVisibleAsync();
        await Expect(reader.Page.GetByTestId("counted-up-to")).ToContainTextAsync("Asia/Kolkata");
        await Expect(reader.Page.GetByRole(AriaRole.Img, new() { Name = "Duration" })).ToBeVisibleAsync();
        await Expect(group).ToContainTextAsync("new in 1.2.0");
        await group.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(group).ToContainTextAsync("resolved");

        // With scripts, because axe is one.
        await publisher.OpenAsync($"{Published}/analytics");
        await publisher.AssertLooksAsync("analytics with much", publisher.Page.Locator("main"), "analytics");
        await publisher.OpenAsync("/orgs/acme/extensions/published/dev.acme.report-exporter/analytics");
        await publisher.AssertLooksAsync("analytics with nothing", publisher.Page.Locator("main"), "analytics-nothing");
        await publisher.OpenAsync("/account/notifications");
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByRole(AriaRole.Link, new() { Name = "dev.acme.alerts 1.2.0 fails more often than before" })).ToBeVisibleAsync();
        await publisher.OpenAsync(Published);
        await Expect(publisher.Page.GetByTestId("rollout").Filter(new() { HasText = "1.2.0" })).ToContainTextAsync("calls failed since it is out");
        publisher.AssertClean();
        reader.AssertClean();
    }
}
