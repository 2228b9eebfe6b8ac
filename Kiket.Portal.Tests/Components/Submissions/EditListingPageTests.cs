using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Reviews;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class EditListingPageTests : ScenarioContext
{
    [Fact]
    public async Task Looking_at_the_page_starts_nothing_and_an_edit_shows_both_sides_before_it_is_published()
    {
        await Scenario.ListedAsync();
        var page = Open(Scenario.Ada);
        Assert.Empty(page.FindAll("#listing-summary"));
        Assert.Equal(0, await EditsAsync());

        await page.PressAsync("Start editing");
        Assert.True(page.Find("#publish-edit").HasAttribute("disabled"));
        // What comes with a version isn't edited here.
        Assert.Empty(page.FindAll("#listing-base-url, .documents"));
        page.Find("#listing-summary").Input("Shorter.");

        page.WaitForAssertion(() => Assert.Contains("Shorter.", page.Find(".edit-changes").TextContent, StringComparison.Ordinal));
        Assert.Contains("Tells the on-call channel", page.Find(".edit-changes").TextContent, StringComparison.Ordinal);
        await page.PressAsync("Publish changes");
        Assert.Contains("The listing shows it now.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Summary", page.Find("details.done summary").TextContent, StringComparison.Ordinal);
        Assert.Equal("Shorter.", await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.Summary).SingleAsync()));
    }

    [Fact]
    public async Task What_is_wrong_stays_on_the_page_and_nothing_is_published()
    {
        await Scenario.ListedAsync();
        var page = Open(Scenario.Ada);
        await page.PressAsync("Start editing");

        page.Find("#support-email").Input("nobody");

        page.WaitForAssertion(() => Assert.Contains("isn't a valid e-mail", page.Find("[aria-label='What is missing']").TextContent, StringComparison.Ordinal));
        Assert.True(page.Find("#publish-edit").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Unlisting_says_first_what_it_does()
    {
        await Scenario.ListedAsync();
        var page = Open(Scenario.Ada);

        await page.PressAsync("Unlist…");
        Assert.Contains("Nobody runs it.", page.Markup, StringComparison.Ordinal);
        Assert.Equal(ListingState.Listed, await StateAsync());
        await page.Find("form[aria-label='Unlist']").SubmitAsync();

        Assert.Equal(ListingState.Unlisted, await StateAsync());
        await page.PressAsync("List it again");
        Assert.Equal(ListingState.Listed, await StateAsync());
    }

    [Fact]
    public async Task Another_price_waits_for_a_reviewer_and_can_be_withdrawn()
    {
        await Scenario.ListedAsync();
        var page = Open(Scenario.Ada);
        await page.PressAsync("Start editing");
        await page.FindAll("input[type=radio]")[1].ClickAsync(new());
        Assert.Contains("You get 80%", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("$9 a month", page.Find(".edit-changes").TextContent, StringComparison.Ordinal));
        await page.PressAsync("Publish changes");

        page.WaitForAssertion(() => Assert.Contains("The new price waits for a reviewer", page.Markup, StringComparison.Ordinal));
        Assert.Contains("now costs customers $9 a month", page.Find("[data-testid=proposed-price]").TextContent, StringComparison.Ordinal);
        Assert.Equal(PriceModel.Free, await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.PriceModel).SingleAsync()));
        await page.PressAsync("Withdraw the price");
        Assert.Empty(page.FindAll("[data-testid=proposed-price]"));
        Assert.Contains("The price is withdrawn.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewer_sees_both_offers_and_needs_a_reason_to_reject_one()
    {
        await Scenario.ListedAsync();
        var edit = Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.Get<StartListingEdit>().RunAsync(
            new Kiket.Portal.Submissions.PublishedRequest("acme", "marketplace", Kiket.Portal.Tests.Submissions.Scenario.Id, Scenario.Ada), default));
        var details = (await Scenario.FindAsync(edit)).Details;
        Kiket.Portal.Tests.Submissions.Scenario.Done(
            await Scenario.DescribeAsync(edit, details with { Pricing = new Pricing(PriceModel.Flat, 900) { TrialDays = 14 } }));
        Assert.True((await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default)).Succeeded);
        SignIn(Scenario.Rita);
        var page = Render<PricesPage>();
        Assert.Contains("Was free and now costs customers $9 a month.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("The first 14 days are free", page.FindAll("table")[1].TextContent, StringComparison.Ordinal);

        await page.PressAsync("Reject…");
        await page.Find("form").SubmitAsync();
        Assert.Contains("Enter a reason", page.Find("#price-reason-error").TextContent, StringComparison.Ordinal);
        await page.PressAsync("Cancel");
        await page.PressAsync("Approve");
        Assert.Contains("A second reviewer is needed.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        await page.PressAsync("Approve");
        Assert.Contains("You approved it already.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewer_marks_an_edit_as_looked_at()
    {
        await Scenario.ListedAsync();
        var edit = Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.Get<StartListingEdit>().RunAsync(
            new Kiket.Portal.Submissions.PublishedRequest("acme", "marketplace", Kiket.Portal.Tests.Submissions.Scenario.Id, Scenario.Ada), default));
        var details = (await Scenario.FindAsync(edit)).Details;
        Kiket.Portal.Tests.Submissions.Scenario.Done(await Scenario.DescribeAsync(edit, details with { Summary = "Shorter." }));
        Assert.True((await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default)).Succeeded);
        SignIn(Scenario.Rita);
        var page = Render<ListingEditsPage>();
        Assert.Contains("Shorter.", page.Find(".edit-changes").TextContent, StringComparison.Ordinal);

        await page.PressAsync("Looked at…");
        page.Find("#edit-note").Input("Reads well.");
        await page.Find("form").SubmitAsync();

        Assert.Contains("Nothing to look at", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Reads well.", await Scenario.QueryAsync(db => db.Set<ListingEdit>().Select(one => one.Note).SingleAsync()));
    }

    private IRenderedComponent<EditListingPage> Open(Actor person)
    {
        SignIn(person);
        RenderProviders();
        return Render<EditListingPage>(parameters => parameters
            .Add(page => page.Org, "acme")
            .Add(page => page.ExtensionId, Kiket.Portal.Tests.Submissions.Scenario.Id));
    }

    private Task<int> EditsAsync() => Scenario.QueryAsync(
        db => db.Set<Kiket.Portal.Submissions.Submission>().CountAsync(one => one.EditedReleaseId != null));

    private Task<ListingState> StateAsync() => Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.State).SingleAsync());
}
