using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Listings;

public sealed class DetailsChangesTests
{
    private static readonly ListingDetails Left = new()
    {
        Name = "Alerts",
        Summary = "One.",
        Categories = ["crm"],
        Support = new SupportContact("help@acme.test"),
        Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "Reads.", ["api.acme.test"] = "Sends." },
    };

    [Fact]
    public void Notes_to_the_reviewer_are_no_term_of_an_offer_and_have_a_limit()
    {
        var details = new ListingDetails { Name = "Alerts", ReviewerNotes = "Sign in as test." };

        Assert.Equal("Notes to the reviewer", Assert.Single(DetailsChanges.Between(details, details with { ReviewerNotes = null })).Title);
        Assert.DoesNotContain(
            "Sign in", System.Text.Json.JsonSerializer.Serialize(MakeTerms.Of(new Kiket.Portal.Manifests.Manifest(), details.Terms)), StringComparison.Ordinal);
        var tooLong = details with { ReviewerNotes = new string('a', ListingDetails.MaxReviewerNotesLength + 1) };
        Assert.Equal("listing.reviewer_notes", Assert.Single(Kiket.Portal.Listings.Rules.ListingTextRules.Check(tooLong)).Field);
    }

    [Fact]
    public void A_refused_text_of_a_meter_leaves_the_rest_of_the_price()
    {
        var saved = Left with { Pricing = new Pricing(PriceModel.UsageBased) { Meters = [new Meter("sent", "Sent", "message", 10, 0)] } };
        var typed = saved with
        {
            Summary = "Two.",
            Pricing = saved.Pricing with { Meters = [new Meter("sent", "Bad\u202Ename", "message", 20, 5), new Meter("kept", "Kept", "b\u202Ead", 7, 0)] },
        };

        var taken = DetailsChanges.TakeTexts(typed, saved, ["listing.pricing.meters[0].name", "listing.pricing.meters[1].unit", "listing.summary"]);

        Assert.Equal("One.", taken.Summary);
        Assert.Equal([new Meter("sent", "Sent", "message", 20, 5), new Meter("kept", "Kept", "", 7, 0)], taken.Pricing.Meters);
    }

    [Fact]
    public void Alike_details_have_no_changes() => Assert.Empty(DetailsChanges.Between(Left, Left with { Categories = ["crm"] }));

    [Fact]
    public void Nothing_typed_and_typed_and_taken_away_again_are_alike() =>
        Assert.Empty(DetailsChanges.Between(Left with { BaseUrl = null }, Left with { BaseUrl = "" }));

    [Fact]
    public void Every_field_is_told_apart_in_words()
    {
        var right = Left with
        {
            Name = "Other",
            Categories = ["crm", "security"],
            Pricing = new Pricing(PriceModel.Flat, 950),
            Support = new SupportContact("help@acme.test", FirstResponseHours: 8),
            Links = new PublisherLinks(Privacy: "https://acme.test/privacy"),
            Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "Reads." },
        };

        Assert.Equal(
            [
                new("name", "Name", "Alerts", "Other"),
                new("categories", "Categories", "Crm", "Crm, Security"),
                new("pricing", "Price", "Free", "$9.50 a month"),
                new("justifications.api.acme.test", "Why api.acme.test?", "Sends.", ""),
                new("support.firstResponseHours", "First response within (hours)", "", "8"),
                new("links.privacy", "Link to the privacy policy", "", "https://acme.test/privacy"),
            ],
            DetailsChanges.Between(Left, right));
    }

    [Fact]
    public void A_hostile_category_is_told_too() =>
        Assert.Equal("Crm, (none)", Assert.Single(DetailsChanges.Between(Left, Left with { Categories = ["crm", ""] })).Right);

    [Fact]
    public void Single_fields_are_taken_from_the_other_version_absent_ones_included()
    {
        var right = Left with
        {
            Name = "Other",
            Summary = "Two.",
            Support = new SupportContact(Url: "https://acme.test/help"),
            Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["users:read"] = "Greets." },
        };

        var mixed = DetailsChanges.Take(Left, right, ["summary", "support.email", "justifications.users:read", "justifications.api.acme.test"]);

        Assert.Equal(("Alerts", "Two.", null, null), (mixed.Name, mixed.Summary, mixed.Support.Email, mixed.Support.Url));
        Assert.Equal(["issues:read", "users:read"], mixed.Justifications.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Taking_every_change_gives_the_other_version()
    {
        var right = new ListingDetails { Name = "Other", Pricing = new Pricing(PriceModel.UsageBased) { Meters = [new Meter("m", "M", "one", 5, 1, 9)] } };

        var taken = DetailsChanges.Take(Left, right, DetailsChanges.Between(Left, right).Select(change => change.Field));

        Assert.Empty(DetailsChanges.Between(taken, right));
    }

    [Fact]
    public void A_link_is_taken_without_the_others()
    {
        var left = Left with { Links = new PublisherLinks(Privacy: "https://acme.test/old", Terms: "https://acme.test/terms") };
        var right = Left with { Links = new PublisherLinks("https://docs.acme.test", "https://acme.test/new") };

        Assert.Equal(
            new PublisherLinks(Privacy: "https://acme.test/new", Terms: "https://acme.test/terms"),
            DetailsChanges.Take(left, right, ["links.privacy"]).Links);
    }

    [Theory]
    [InlineData("listing.links.privacy", "links.privacy")]
    [InlineData("listing.name", "name")]
    [InlineData("listing.base_url", "baseUrl")]
    [InlineData("listing.pricing.meters[0].unit_price_micros", "pricing")]
    [InlineData("listing.support.first_response_hours", "support.firstResponseHours")]
    [InlineData("listing.justifications.api.acme.test", "justifications.api.acme.test")]
    public void A_problem_names_the_field_that_holds_it(string problem, string field) => Assert.Equal(field, DetailsChanges.FieldOf(problem));
}
