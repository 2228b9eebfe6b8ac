using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A customer rates what it runs, everybody reads it, and the publisher hears of it and replies.</summary>
public sealed class RatingAnExtension(Browser browser) : Journey
{
    private const string Extension = "dev.northwind.crm-sync";
    private const string Reviews = $"/marketplace/{Extension}/reviews";

    [Fact]
    public async Task From_the_installation_to_the_rating_and_the_reply()
    {
        await using var portal = await PortalServer.StartAsync();
        await Customers.RunAsync(portal.Services, "globex", Extension);
        await using var visitor = await browser.VisitAsync(portal);
        await visitor.OpenAsync(Reviews);
        await Expect(visitor.Page.GetByText("Nobody has rated it yet.")).ToBeVisibleAsync();

        await using var customer = await browser.VisitAsync(portal);
        await new BrowserScenario(customer).SignInAsync("customer");
        await customer.OpenAsync(Reviews);
        await customer.LiveAsync();
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "Rate CRM Sync for Globex" }).ClickAsync();
        await customer.Page.GetByText("2 stars", new() { Exact = true }).Last.ClickAsync();
        await Expect(customer.Page.GetByTestId("offer-support")).ToBeVisibleAsync();
        await customer.Page.GetByLabel("What is good, what is missing?").FillAsync("It forgets contacts when the connection is lost.");
        await customer.AssertLooksAsync("the form to rate", customer.Page.Locator("main"), "rating-form");
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "Send rating" }).ClickAsync();
        await Expect(customer.Page.GetByText("Thank you. Your rating is visible.")).ToBeVisibleAsync();

        // The cached page of visitors shows it at once.
        await visitor.OpenAsync(Reviews);
        await Expect(visitor.Page.GetByTestId("rating")).ToContainTextAsync("It forgets contacts");
        await visitor.AssertLooksAsync("a review", visitor.Page.Locator("main"), "review");

        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("northwind");
        await publisher.OpenAsync("/account/notifications");
        await publisher.LiveAsync();
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = "Globex rated CRM Sync: 2 stars" }).ClickAsync();
        await publisher.ArriveAsync("**/extensions/published/*");
        await publisher.LiveAsync();
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Reply to Globex" }).ClickAsync();
        await publisher.Page.GetByLabel("Your reply").FillAsync("Thank you. The next version keeps them.");
        await publisher.Page.GetByLabel("Addressed in").FillAsync("9.9");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Send reply" }).ClickAsync();
        await Expect(publisher.Page.GetByTestId("received-rating")).ToContainTextAsync("addressed in 9.9");
        await publisher.AssertLooksAsync("the publisher's ratings", publisher.Page.Locator("#ratings"), "received-ratings");

        await visitor.OpenAsync(Reviews);
        await Expect(visitor.Page.GetByTestId("rating")).ToContainTextAsync("The next version keeps them.");
        visitor.AssertClean();
        customer.AssertClean();
        publisher.AssertClean();
    }
}
