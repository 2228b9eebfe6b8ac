using System.Globalization;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// A customer sees before the install what a month costs, sees the month grow, limits what usage may cost, and reads an invoice once the month is over.
/// </summary>
public sealed class PayingByTheMonth(Browser browser) : Journey
{
    private const string Flat = "dev.acme.alerts";
    private const string Metered = "dev.acme.time-tracking";
    private const string Billing = "/orgs/globex/settings/billing";

    private readonly MovedClock _clock = new();

    [Fact]
    public async Task From_the_first_invoice_shown_before_the_install_to_the_issued_one()
    {
        await using var portal = await PortalServer.StartAsync(
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)), ("Billing:Issuer:Name", "Kiket"));
        var firstOfNext = NextMonth(_clock.GetUtcNow());
        // A whole month lies ahead, whatever the day of the run.
        _clock.Advance(firstOfNext - _clock.GetUtcNow() + TimeSpan.FromHours(1));
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("customer");

        await visit.OpenAsync($"/orgs/globex/extensions/install/{Flat}");
        await visit.LiveAsync();
        await Expect(visit.Page.GetByTestId("first-invoice")).ToContainTextAsync("$9.00");
        await SeededInstallation.AddAsync(portal, Flat);
        await SeededInstallation.AddAsync(portal, Metered);
        await UntilBilledAsync(portal);

        await SeeTheMonthAsync(visit);
        await LimitUsageAsync(visit.Page);
        await FillInAddressAsync(visit.Page);
        await visit.AssertLooksAsync("billing", visit.Page.Locator("main"), "billing");

        _clock.Advance(NextMonth(_clock.GetUtcNow()) - _clock.GetUtcNow() + TimeSpan.FromHours(2 * 24 + 13));
        await portal.Services.GetRequiredService<RunInvoices>().RunAsync(CancellationToken.None);
        await using var later = await browser.VisitAsync(portal);
        await new BrowserScenario(later).SignInAsync("customer");
        await ReadInvoiceAsync(later, firstOfNext);
        visit.AssertClean();
        later.AssertClean();
    }

    private static async Task SeeTheMonthAsync(Visit visit)
    {
        await visit.OpenAsync(Billing);
        await visit.LiveAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Extensions" })).ToContainTextAsync("$9.00 × 1 of");
        await Expect(visit.Page.GetByText("At the end of the month").Locator("..")).ToContainTextAsync("$9.00");
    }

    private static async Task LimitUsageAsync(IPage page)
    {
        var cap = page.GetByRole(AriaRole.Form, new() { Name = $"Cap of {Metered}" });
        await cap.GetByRole(AriaRole.Textbox).FillAsync("20");
        await cap.GetByRole(AriaRole.Button, new() { Name = "Save the cap" }).ClickAsync();
        await Expect(cap.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
    }

    private static async Task FillInAddressAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Address" }).FillAsync("12 Harbour Street\nDublin");
        await page.GetByLabel("Tax number").FillAsync("IE1234567X");
        await page.GetByRole(AriaRole.Form, new() { Name = "Billing address" }).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved. It is on the next invoice")).ToBeVisibleAsync();
    }

    private static async Task ReadInvoiceAsync(Visit visit, DateTimeOffset month)
    {
        await visit.OpenAsync(Billing);
        await visit.LiveAsync();
        var number = string.Create(CultureInfo.InvariantCulture, $"INV-{month.AddMonths(1).Year}-000001");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = $"Open {number}" }).ClickAsync();
        await visit.ArriveAsync($"**/billing/{number}");
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Extensions" }))
            .ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"$9.00 for {month:MMMM yyyy}"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("12 Harbour Street");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("IE1234567X");
        await visit.AssertLooksAsync("an invoice", visit.Page.Locator("main"), "invoice");
    }

    /// <summary>What was installed is known to billing a moment later.</summary>
    private static Task UntilBilledAsync(PortalServer portal) => Wait.UntilAsync(
        async () =>
        {
            await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
            return await db.Set<BillingSpan>().CountAsync();
        },
        count => count == 2);

    private static DateTimeOffset NextMonth(DateTimeOffset now) => new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
}
