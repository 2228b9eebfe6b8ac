using System.Text.RegularExpressions;
using Kiket.Portal.Demo;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Demo;

/// <summary>A month passes in minutes in the demo, and cookies live by the browser's clock all the same.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DemoClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 15, 20, 0, TimeSpan.Zero);

    [Fact]
    public void It_begins_where_it_is_told_runs_on_and_goes_on_there_after_a_restart()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var clock = new DemoClock(Start, file);
            clock.Move(TimeSpan.FromDays(20));
            clock.Move(TimeSpan.FromDays(-3));
            Assert.Equal(Start.AddDays(20), clock.GetUtcNow(), TimeSpan.FromMinutes(1));
            clock.Move(TimeSpan.FromDays(4_000));
            Assert.Equal(Start.AddDays(20) + DemoClock.MostAtOnce, clock.GetUtcNow(), TimeSpan.FromMinutes(1));

            Assert.Equal(clock.GetUtcNow(), new DemoClock(start: null, file).GetUtcNow(), TimeSpan.FromMinutes(1));
            Assert.Equal(Start, new DemoClock(Start, file).GetUtcNow(), TimeSpan.FromMinutes(1));
            File.WriteAllText(file, "nonsense");
            Assert.Equal(DateTimeOffset.UtcNow, new DemoClock(start: null, file).GetUtcNow(), TimeSpan.FromMinutes(1));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_person_signs_in_long_ago_and_moves_the_time_on()
    {
        // Another GitHub, so that the demo has people and no samples.
        await using var other = await LocalGitHubServer.StartAsync(DemoRepositories.Empty());
        await using var portal = await PortalServer.StartAsync(("GitHub:ApiUrl", other.Address.AbsoluteUri), ("Demo:Clock", "2026-03-12T15:20:00Z"));
        var clock = portal.Services.GetRequiredService<TimeProvider>();
        Assert.Equal(Start, clock.GetUtcNow(), TimeSpan.FromMinutes(10));
        using var browser = portal.ClientWithCookies();

        var moved = await PostAsync(browser, "/demo/clock", ("step", "invoices"));
        Assert.Contains("It is 3 April 2026, 12:0", moved, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 4, 3, 12, 6, 0, TimeSpan.Zero), clock.GetUtcNow(), TimeSpan.FromMinutes(10));
        Assert.Contains("1 May 2026, 00:0", await PostAsync(browser, "/demo/clock", ("step", "statements")), StringComparison.Ordinal);
        Assert.Contains("Choose one of the steps", await PostAsync(browser, "/demo/clock", ("step", "year")), StringComparison.Ordinal);

        await PostAsync(browser, "/account/demo-sign-in/customer");
        using var page = await browser.GetAsync(new Uri("/orgs/globex/settings/billing", UriKind.Relative));
        Assert.Contains("May 2026 so far", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> PostAsync(HttpClient browser, string address, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(new Uri("/demo", UriKind.Relative));
        var token = Regex.Match(
            page, "__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["token"].Value;
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        using var response = await browser.PostAsync(new Uri(address, UriKind.Relative), form);
        return System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
