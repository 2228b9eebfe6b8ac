using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Public pages in both themes: accessible, within the width of a phone, and pictured for people to look at.</summary>
public sealed class BrowsingLooks(Browser browser) : Journey
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("browse", "/marketplace"),
        ("browse-filtered", "/marketplace?category=communication&verified=yes"),
        ("search", "/marketplace?q=aletrs"),
        ("nothing", "/marketplace?q=zzzzqqqq"),
        ("listing", "/marketplace/dev.acme.alerts"),
        ("examples", "/marketplace/dev.acme.alerts/examples"),
        ("changelog", "/marketplace/dev.acme.alerts/changelog"),
        ("versions", "/marketplace/dev.acme.alerts/versions"),
        ("security", "/marketplace/dev.acme.alerts/security"),
        ("old-version", "/marketplace/dev.acme.alerts/versions/1.0.0"),
        ("old-version-permissions", "/marketplace/dev.acme.alerts/versions/1.0.0/permissions"),
        ("old-version-changes", "/marketplace/dev.acme.alerts/versions/1.1.0/changes"),
        ("publisher", "/publishers/acme"),
        ("unknown", "/marketplace/dev.nobody.nothing"),
        ("badges", "/docs/badges"),
        ("publishing", "/docs/publishing"),
        ("publishing-manifest", "/docs/publishing/manifest"),
        ("operating-nodes", "/docs/operating/nodes"),
        ("report", "/report/dev.acme.alerts"),
    ];

    [Fact]
    public async Task Every_public_page_passes_axe_and_fits()
    {
        await using var portal = await PortalServer.StartAsync();
        var problems = new List<string>();
        await using var visit = await browser.VisitAsync(portal);
        foreach (var (name, path) in Pages)
        {
            await visit.OpenAsync(path);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                // 640 is 1280 at 200 % zoom.
                foreach (var width in new[] { 360, 640, 768, 1280 })
                {
                    problems.AddRange(await visit.LookAsync(width, scheme, name));
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_pages_of_a_signed_in_person_say_nothing_to_the_console_and_ask_nobody_else(ColorScheme scheme)
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { ColorScheme = scheme });
        await new BrowserScenario(visit).SignInAsync("publisher");
        foreach (var path in new[]
        {
            "/marketplace", "/marketplace?q=alerts&category=communication", "/marketplace/dev.acme.alerts", "/marketplace/dev.acme.mail-intake/security",
            "/orgs/acme/extensions", "/orgs/acme/extensions/marketplace", "/orgs/acme/settings/members", "/orgs/acme/settings/tokens",
            "/orgs/acme/settings/publisher", "/marketplace/dev.acme.alerts/versions/1.0.0",
        })
        {
            await visit.OpenAsync(path);
            await visit.LiveAsync();
        }

        visit.AssertClean();
    }

    [Fact]
    public async Task A_printed_listing_is_its_words_without_the_frame()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 794, Height = 1123 } });
        await visit.OpenAsync("/marketplace/dev.acme.alerts");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await visit.ScreenshotAsync("listing-print");

        foreach (var hidden in new[] { ".kp-bar", ".kp-tabs", ".kp-foot" })
        {
            await Assertions.Expect(visit.Page.Locator(hidden)).ToBeHiddenAsync();
        }

        await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("main .doc").First).ToHaveCSSAsync("color", "rgb(0, 0, 0)");
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, 794);
    }
}
