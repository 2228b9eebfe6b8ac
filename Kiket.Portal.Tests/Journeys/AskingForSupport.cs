using Kiket.Portal.Data;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A customer asks, calls the operators after a missed promise, reads the reply and says that it was answered well.</summary>
public sealed class AskingForSupport(Browser browser) : Journey
{
    private const string Extension = "dev.northwind.crm-sync";
    private const string Subject = "Contacts are missing";

    [Fact]
    public async Task From_the_question_to_satisfied_with_a_missed_promise_escalated()
    {
        await using var portal = await PortalServer.StartAsync();
        await Customers.RunAsync(portal.Services, "globex", Extension);
        await using var customer = await browser.VisitAsync(portal);
        await new BrowserScenario(customer).SignInAsync("customer");
        await SeeHealthAsync(customer, await SeededHealth.AddAsync(portal, "globex", "dev.acme.mail-intake"));
        await AskAsync(customer);
        await AgeAsync(portal);
        await customer.Page.ReloadAsync();
        await customer.LiveAsync();
        await customer.Page.GetByTestId("escalate").GetByRole(AriaRole.Button).ClickAsync();
        await customer.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Escalate" }).ClickAsync();
        await Expect(customer.Page.GetByText("The operators are notified.")).ToBeVisibleAsync();

        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("northwind");
        await publisher.OpenAsync("/orgs/northwind-labs/support/replies");
        await publisher.LiveAsync();
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "New reply" }).ClickAsync();
        await Expect(publisher.Page.GetByLabel("Name")).ToBeVisibleAsync();
        await publisher.AssertLooksAsync("saved replies", publisher.Page.Locator("main"), "ticket-replies");
        await publisher.OpenAsync("/orgs/northwind-labs/support?side=publisher");
        await publisher.LiveAsync();
        await Expect(publisher.Page.GetByTestId("ticket-row").Filter(new() { HasText = Subject })).ToContainTextAsync("Missed");
        await publisher.AssertLooksAsync("the queue of tickets", publisher.Page.Locator("main"), "ticket-queue");
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = Subject }).ClickAsync();
        await publisher.ArriveAsync("**/support/*-*-*");
        await publisher.Page.GetByLabel("Write to Globex").FillAsync("Version 3.0.1 has a fix. Please connect again.");
        await publisher.AssertLooksAsync("a ticket of the publisher", publisher.Page.Locator("main"), "ticket-publisher");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Send and resolve" }).ClickAsync();
        await Expect(publisher.Page.GetByText("Your message is sent.")).ToBeVisibleAsync();

        // The customer's page follows by itself.
        await Expect(customer.Page.GetByTestId("ticket-message").Last).ToContainTextAsync("Please connect again.");
        await customer.Page.GetByText("Yes, we are satisfied", new() { Exact = true }).ClickAsync();
        await customer.Page.GetByTestId("satisfaction-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(customer.Page.GetByTestId("satisfaction")).ToContainTextAsync("Satisfied");
        await customer.AssertLooksAsync("a ticket", customer.Page.Locator("main"), "ticket");
        customer.AssertClean();
        publisher.AssertClean();
    }

    /// <summary>How what Kiket hosts for it does.</summary>
    private static async Task SeeHealthAsync(Visit customer, long installation)
    {
        await customer.OpenAsync($"/orgs/globex/extensions/installed/{installation}");
        await customer.LiveAsync();
        await Expect(customer.Page.GetByTestId("installed-health")).ToContainTextAsync("25 %");
        await customer.AssertLooksAsync("the health of an installation", customer.Page.Locator("main"), "installed-health");
    }

    /// <summary>Reloads the page in the middle of writing.</summary>
    private static async Task AskAsync(Visit customer)
    {
        var (page, subject) = (customer.Page, customer.Page.GetByLabel("Subject"));
        await customer.OpenAsync($"/orgs/globex/support/new/{Extension}");
        await customer.LiveAsync();
        await Expect(page.GetByTestId("promise")).ToContainTextAsync("within 4 h");
        await subject.FillAsync(Subject);
        await page.GetByLabel("What do you want to know, or what happens?").FillAsync("Since Friday no new contact arrives.");
        await page.ReloadAsync();
        await customer.LiveAsync();
        await Expect(subject).ToHaveValueAsync(Subject);
        await page.GetByLabel("What is it about?").ClickAsync();
        await page.GetByText("Something doesn't work", new() { Exact = true }).Last.ClickAsync();
        await customer.AssertLooksAsync("the form for a ticket", page.Locator("main"), "ticket-form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to Northwind Labs" }).ClickAsync();
        await customer.ArriveAsync("**/orgs/globex/support/*-*-*");
        await Expect(page.GetByTestId("ticket-message")).ToContainTextAsync("Since Friday no new contact arrives.");
    }

    /// <summary>It was asked two weeks ago.</summary>
    private static async Task AgeAsync(PortalServer portal)
    {
        var asked = DateTimeOffset.UtcNow.AddDays(-14);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var ticket = await db.Set<Ticket>().Where(one => one.Subject == Subject).Select(one => one.Id).SingleAsync();
        await db.Set<TicketEvent>().Where(one => one.TicketId == ticket && one.Kind == TicketEventKind.Opened)
            .ExecuteUpdateAsync(update => update.SetProperty(one => one.At, asked));
        await db.Set<Ticket>().Where(one => one.Id == ticket).ExecuteUpdateAsync(update => update.SetProperty(one => one.OpenedAt, asked));
    }
}
