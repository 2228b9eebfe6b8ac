using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A typo in a listing, from the reader who reports it to the publisher who corrects it and the reviewer who looks at it.</summary>
public sealed class CorrectingAListing(Browser browser) : Journey
{
    private const string Listing = "dev.acme.alerts";

    [Fact]
    public async Task A_reported_summary_is_corrected_without_a_new_version_and_looked_at_afterwards()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var reader = await browser.VisitAsync(portal);
        await new BrowserScenario(reader).SignInAsync("customer");
        await reader.OpenAsync($"/report/{Listing}");
        await reader.Page.GetByLabel("misleading").CheckAsync();
        await reader.Page.GetByLabel("What is wrong?").FillAsync("The summary promises phone calls.");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Send report" }).ClickAsync();
        await Expect(reader.Page.GetByText("Thank you for your report")).ToBeVisibleAsync();

        await using var desk = await browser.VisitAsync(portal);
        await new BrowserScenario(desk).SignInAsync("operator");
        await desk.OpenAsync("/operations/reports");
        await desk.LiveAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Take it: report" }).ClickAsync();
        await Expect(desk.Page.GetByText("Yours", new() { Exact = true })).ToBeVisibleAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Reply: report" }).ClickAsync();
        await desk.Page.GetByLabel("Reply to the sender").FillAsync("Acme corrects it today.");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await desk.Page.GetByText("History (2)").ClickAsync();
        await Expect(desk.Page.GetByText("Acme corrects it today.")).ToBeVisibleAsync();
        await desk.AssertLooksAsync("reports", desk.Page.GetByRole(AriaRole.Main), "reports-worked-on");

        await using var publisher = await browser.VisitAsync(portal);
        await new BrowserScenario(publisher).SignInAsync("publisher");
        await publisher.OpenAsync($"/orgs/acme/extensions/published/{Listing}");
        await publisher.LiveAsync();
        await publisher.Page.GetByRole(AriaRole.Link, new() { Name = "Edit listing" }).ClickAsync();
        await publisher.ArriveAsync($"**/published/{Listing}/listing");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Unlist…" }).ClickAsync();
        await Expect(publisher.Page.GetByText("What unlisting does:")).ToBeVisibleAsync();
        await publisher.AssertLooksAsync("edit-start", publisher.Page.GetByRole(AriaRole.Main), "edit-listing-start");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Start editing" }).ClickAsync();
        await publisher.Page.GetByLabel("Summary").FillAsync("Posts alerts to the channel of the person on call.");
        var changes = publisher.Page.GetByRole(AriaRole.Table, new() { Name = "What changes" });
        await Expect(changes.GetByText("Posts alerts to the channel of the person on call.")).ToBeVisibleAsync();
        await publisher.AssertLooksAsync("edit", publisher.Page.GetByRole(AriaRole.Main), "edit-listing");
        await publisher.Page.GetByRole(AriaRole.Button, new() { Name = "Publish changes" }).ClickAsync();
        await Expect(publisher.Page.GetByText("The listing shows it now.")).ToBeVisibleAsync();

        await reader.OpenAsync($"/marketplace/{Listing}");
        await Expect(reader.Page.GetByText("Posts alerts to the channel of the person on call.").First).ToBeVisibleAsync();

        await using var reviewer = await browser.VisitAsync(portal);
        await new BrowserScenario(reviewer).SignInAsync("reviewer");
        await reviewer.OpenAsync("/review");
        await reviewer.LiveAsync();
        await reviewer.Page.GetByRole(AriaRole.Link, new() { Name = "Edited listings (1)" }).ClickAsync();
        await reviewer.ArriveAsync("**/review/edits");
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Looked at: edit of" }).ClickAsync();
        await reviewer.AssertLooksAsync("edits", reviewer.Page.GetByRole(AriaRole.Main), "listing-edits");
        await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "Mark as looked at" }).ClickAsync();
        await Expect(reviewer.Page.GetByText("Nothing to look at")).ToBeVisibleAsync();

        reader.AssertClean();
        desk.AssertClean();
        publisher.AssertClean();
        reviewer.AssertClean();
    }
}
