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

            problems.AddRange(await visit.HiddenFocusAsync(name));
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

    /// <summary>Pages that no other test looks at, so that each page is in one of them.</summary>
    [Fact]
    public async Task The_pages_of_accounts_and_organizations_pass_axe_fit_a_phone_and_show_the_focus()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, Looks.Phone);
        await new BrowserScenario(visit).SignInAsync("publisher");
        var problems = new List<string>();
        await ChooseLightAsync(visit);
        foreach (var path in new[]
        {
            "/", "/docs/using", "/docs/findings", "/account", "/account/password", "/account/passkeys", "/account/external-logins", "/account/security",
            "/account/sessions", "/orgs/new", "/orgs/acme/extensions", "/orgs/acme/extensions/submissions", "/orgs/acme/extensions/published/dev.acme.alerts",
            "/orgs/acme/extensions/published/dev.acme.alerts/hosting", "/orgs/acme/ratings", "/orgs/acme/settings/members", "/orgs/acme/settings/tokens",
            "/orgs/acme/settings/publisher", "/orgs/acme/settings/repositories", "/orgs/acme/settings/deletion", "/not-found", "/error",
        })
        {
            await visit.OpenAsync(path);
            problems.AddRange((await visit.BarriersAsync()).Select(barrier => $"{path} {barrier}"));
            problems.AddRange(await visit.HiddenFocusAsync(path));
            if (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > visit.Page.ViewportSize!.Width)
            {
                problems.Add($"{path} is wider than a phone");
            }

            if (await visit.Page.Locator("html").GetAttributeAsync("data-theme") != "light")
            {
                problems.Add($"{path} forgets the chosen theme");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>Against the system's dark theme, then along links that load no document.</summary>
    private static async Task ChooseLightAsync(Visit visit)
    {
        await visit.Page.SetViewportSizeAsync(1280, 900);
        await visit.OpenAsync("/marketplace");
        await visit.LiveAsync();
        var toggle = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" });
        await toggle.ClickAsync();
        foreach (var link in new[] { "Using extensions", "Findings explained", "Browse" })
        {
            await visit.Page.GetByRole(AriaRole.Contentinfo).GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
            await Assertions.Expect(toggle).ToBeVisibleAsync();
        }

        await visit.Page.SetViewportSizeAsync(390, 844);
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
