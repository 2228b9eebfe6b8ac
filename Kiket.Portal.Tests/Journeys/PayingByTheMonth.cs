using System.Globalization;
using System.Text;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
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
/// A customer sees before the install what a month costs, sees the month grow, limits what usage may cost, and reads and downloads an invoice once
/// the month is over. One operator records the payment, a second confirms it, and the publisher sees its share and why nothing is paid out yet.
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
        await RecordPaymentAsync(portal);
        await ConfirmPaymentAsync(portal);
        _clock.Advance(NextMonth(_clock.GetUtcNow()) - _clock.GetUtcNow() + TimeSpan.FromHours(1));
        await portal.Services.GetRequiredService<RunStatements>().RunAsync(CancellationToken.None);
        await ReadStatementAsync(portal);
        visit.AssertClean();
        later.AssertClean();
    }

    private async Task RecordPaymentAsync(PortalServer portal)
    {
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("operator");
        await visit.OpenAsync("/operations/billing");
        await visit.LiveAsync();
        await visit.AssertLooksAsync("a month for operators", visit.Page.Locator("main"), "operations-billing");
        await visit.Page.Locator("a[href*='/operations/billing/invoices/INV-']").First.ClickAsync();
        await visit.ArriveAsync("**/operations/billing/invoices/INV-*");
        var form = visit.Page.GetByRole(AriaRole.Form, new() { Name = "Record a payment" });
        await form.GetByLabel("Amount").FillAsync("9");
        await form.GetByLabel("Reference").FillAsync("SEPA 4711");
        await form.GetByRole(AriaRole.Button, new() { Name = "Record the payment" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Recorded." })).ToBeVisibleAsync();
        await visit.AssertLooksAsync("an invoice for operators", visit.Page.Locator("main"), "operations-invoice");
        visit.AssertClean();
    }

    private async Task ConfirmPaymentAsync(PortalServer portal)
    {
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("second-operator");
        await visit.OpenAsync("/operations/billing/payments");
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm SEPA 4711" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "is confirmed." })).ToBeVisibleAsync();
        visit.AssertClean();
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
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(await DownloadAsync(visit.Page, "Download as PDF", $"{number}.pdf")), StringComparison.Ordinal);
        var csv = Encoding.UTF8.GetString(await DownloadAsync(visit.Page, "Download as CSV", $"{number}.csv"));
        Assert.Contains(number, csv, StringComparison.Ordinal);
        Assert.Contains(",900,", csv, StringComparison.Ordinal);
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string link, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    private async Task ReadStatementAsync(PortalServer portal)
    {
        await using var visit = await browser.VisitAsync(portal);
        await new BrowserScenario(visit).SignInAsync("publisher");
        await visit.OpenAsync("/orgs/acme/payouts");
        await visit.LiveAsync();
        await Expect(visit.Page.GetByTestId("payable")).ToHaveTextAsync("$7.20");
        await Expect(visit.Page.GetByTestId("next")).ToContainTextAsync("Nothing is paid out yet: less than $50.00 is payable.");
        await visit.AssertLooksAsync("payouts", visit.Page.Locator("main"), "payouts");
        await visit.Page.Locator("a[href*='/orgs/acme/payouts/ST-']").First.ClickAsync();
        await visit.ArriveAsync("**/orgs/acme/payouts/ST-*");
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Lines" }).GetByText("$7.20").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("because the balance was below the minimum")).ToBeVisibleAsync();
        await visit.AssertLooksAsync("a statement", visit.Page.Locator("main"), "statement");
        visit.AssertClean();
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
