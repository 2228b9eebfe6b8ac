using Bunit;
using Kiket.Portal.Components.Ratings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
using Kiket.Portal.Ratings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Ratings;

/// <summary>The form to rate, what is offered beside it, and how ratings are shown.</summary>
public sealed class RatingPartsTests : PortalContext
{
    private static readonly OrganizationSummary Globex = new(Guid.NewGuid(), "globex", "Globex", OrganizationRole.Owner);

    private (string Organization, int Stars, string Text)? _sent;

    [Fact]
    public async Task Few_stars_offer_support_and_a_refusal_keeps_what_was_typed()
    {
        var forms = Open(new RatingRight(Globex, null, null));
        await forms.Find("[aria-label='Rate Alerts for Globex']").ClickAsync(new());
        Assert.Empty(forms.FindAll("[data-testid=offer-support]"));

        await forms.FindAll("input[type=radio]")[3].ClickAsync(new());
        Assert.Equal($"/orgs/globex/support/new/{View().ExtensionId}", forms.Find("[data-testid=offer-support] a").GetAttribute("href"));
        forms.Find("#rating-text").Input("Too short.");
        await forms.Find("form").SubmitAsync();

        Assert.Equal(("globex", 2, "Too short."), _sent);
        Assert.Equal("The text is too short.", forms.Find("#rating-text-error").TextContent.Trim());
        Assert.Contains("Too short.", forms.Find("#rating-text").OuterHtml, StringComparison.Ordinal);

        await forms.FindAll("input[type=radio]")[0].ClickAsync(new());
        Assert.Empty(forms.FindAll("[data-testid=offer-support]"));
    }

    [Fact]
    public void Who_may_not_rate_reads_why()
    {
        var waits = Open(new RatingRight(Globex, null, Error.Forbidden("installed_too_short", "You can rate it from tomorrow on.")));
        Assert.Contains("You can rate it from tomorrow on.", waits.Find(".kp-panel").TextContent, StringComparison.Ordinal);
        Assert.Empty(waits.FindAll("button"));

        var never = Open(new RatingRight(Globex, null, Error.Forbidden("not_installed", "Install it first.")));
        Assert.Equal("Install it first.", never.Find("[data-testid=may-not-rate]").TextContent);

        Assert.Contains("Owners and Admins rate", Open().Find("[data-testid=may-not-rate]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_text_and_stars_are_read_out()
    {
        var text = Render<RatingText>(set => set.Add(part => part.Text, "<script>alert(1)</script> **bold**\nnext"));
        Assert.Empty(text.FindAll("script"));
        Assert.Contains("<script>alert(1)</script> **bold**\nnext", text.Find("p").TextContent, StringComparison.Ordinal);

        Assert.Equal("2 of 5 stars", Render<Stars>(set => set.Add(part => part.Count, 2)).Find("[role=img]").GetAttribute("aria-label"));
    }

    private IRenderedComponent<RatingForms> Open(params RatingRight[] rights) => Render<RatingForms>(set => set
        .Add(part => part.Source, View())
        .Add(part => part.Rights, rights)
        .Add(part => part.Send, (organization, stars, text) =>
        {
            _sent = (organization, stars, text);
            return Task.FromResult<Result<Rating>>(Error.Field("text", "text_length", "The text is too short."));
        })
        .Add(part => part.TakeBack, _ => Task.FromResult(Result.Success())));

    private static ListingModel View() => new()
    {
        ExtensionId = "dev.acme.alerts",
        Version = "1.0.0",
        PublisherName = "Acme",
        Name = "Alerts",
        Terms = MakeTerms.Of(new Manifest(), PublisherTerms.None) with { Support = new SupportContact("help@acme.test") },
        Snapshot = (CommitSnapshot)Activator.CreateInstance(typeof(CommitSnapshot), nonPublic: true)!,
    };
}
