using Kiket.Portal.Listings.Reports;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>What operators do, and what everybody else sees of it.</summary>
public sealed class OperatingTheMarketplace(Browser browser) : Journey
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("reviews", "/operations"),
        ("categories", "/operations/categories"),
        ("checklist", "/operations/checklist"),
        ("replies", "/operations/replies"),
        ("settings", "/operations/review"),
        ("listings", "/operations/listings"),
        ("reports", "/operations/reports"),
        ("ratings", "/operations/ratings"),
        ("support", "/operations/support"),
        ("events", "/operations/events"),
        ("ids", "/operations/extension-ids"),
        ("people", "/operations/people"),
        ("organizations", "/operations/organizations"),
        ("audit", "/operations/audit"),
    ];

    [Fact]
    public async Task A_renamed_category_and_a_suspended_listing_show_on_the_public_pages_at_once()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await using var visitor = await browser.VisitAsync(portal, new() { JavaScriptEnabled = false });
        await visitor.OpenAsync("/marketplace");
        await Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" }).GetByText("Communication", new() { Exact = true }))
            .ToBeVisibleAsync();

        await new BrowserScenario(visit).SignInAsync("operator");
        await visit.OpenAsync("/marketplace");
        await visit.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Categories", Exact = true }).ClickAsync();
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change Communication" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Talking");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByText("Talking was saved.")).ToBeVisibleAsync();

        await visitor.OpenAsync("/marketplace");
        await Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Filters" }).GetByText("Talking", new() { Exact = true })).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Listings", Exact = true }).ClickAsync();
        var suspend = visit.Page.GetByRole(
            AriaRole.Button,
            new()
            {
                NameRegex = new System.Text.RegularExpressions.Regex(
                    "^Suspend ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
            });
        var name = (await suspend.First.GetAttributeAsync("aria-label"))!["Suspend ".Length..];
        await suspend.First.ClickAsync();
        await visit.Page.GetByLabel("Reason").FillAsync("It calls a host that it does not name.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Suspend listing" }).ClickAsync();
        await Expect(visit.Page.GetByText($"{name} is suspended.")).ToBeVisibleAsync();
        await visitor.OpenAsync($"/marketplace?q={Uri.EscapeDataString(name)}");
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(0);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = $"Restore {name}" }).ClickAsync();
        await Expect(visit.Page.GetByText($"{name} is listed again")).ToBeVisibleAsync();
        await visitor.OpenAsync($"/marketplace?q={Uri.EscapeDataString(name)}");
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First).ToBeVisibleAsync();

        visit.AssertClean();
        visitor.AssertClean();
    }

    [Fact]
    public async Task A_reviewer_finds_no_operations()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("reviewer");

        foreach (var (_, path) in Pages)
        {
            Assert.Equal(404, (await visit.OpenAsync(path))!.Status);
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Operations" })).ToHaveCountAsync(0);
        }

        await visit.OpenAsync("/marketplace");
        await Expect(visit.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Operations" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Every_page_of_the_operators_passes_axe_and_fits()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal, Looks.Phone);
        await ReportAsync(portal);
        await new BrowserScenario(visit).SignInAsync("operator");
        foreach (var (name, path) in Pages)
        {
            await visit.OpenAsync(path);
            await visit.LiveAsync();
            if (name is "reports" or "ids")
            {
                await visit.Page.GetByRole(AriaRole.Main).Locator("li .kp-button", new() { HasTextString = "…" }).First.ClickAsync();
                await Expect(visit.Page.GetByRole(AriaRole.Main).Locator("li form")).ToBeVisibleAsync();
            }

            await visit.AssertLooksAsync(name, visit.Page.GetByRole(AriaRole.Main), $"operations-{name}");
        }

        foreach (var path in new[]
        {
            "/operations/hosting", "/operations/billing/payments", "/operations/billing/payouts", "/operations/billing/corrections",
            "/operations/billing/terms/acme",
        })
        {
            await visit.OpenAsync(path);
            Assert.Empty(await visit.HiddenFocusAsync(path));
        }

        visit.AssertClean();
    }

    private static async Task ReportAsync(PortalServer portal)
    {
        var report = portal.Services.GetRequiredService<ReportListing>();
        foreach (var (reason, text) in new[]
        {
            (ReportReason.Broken, "Nothing happens when I press the button in version 1.2.0."),
            (ReportReason.Security, "It sends my token to another host:\nhttps://collector.example/"
                + "averylongpathwithoutanybreakthatmustnotwidenthepage/averylongpathwithoutanybreak"),
        })
        {
            Assert.True((await report.RunAsync(
                new ReportListingRequest("dev.acme.alerts", reason, text, "zoe@reader.example", "203.0.113.5"),
                default)).Succeeded);
        }
    }
}
