using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Listings;

public sealed class ListingDetailsRulesTests
{
    private static readonly ListingDetails Good = new()
    {
        Name = "Acme Alerts",
        Summary = "Tells the on-call channel about risky work.",
        Categories = ["communication"],
        Support = new SupportContact("help@acme.test"),
    };

    [Fact]
    public void Complete_details_have_no_problem() => Assert.Empty(ListingDetailsRules.Check(Good));

    [Fact]
    public void Links_are_optional_one_by_one() => Assert.Empty(ListingDetailsRules.Check(
        Good with { Links = new PublisherLinks("https://docs.acme.test/alerts?v=1#top", Privacy: "https://acme.test/privacy", Terms: "") }));

    [Fact]
    public void Every_problem_is_reported_together()
    {
        var fields = ListingDetailsRules.Check(new ListingDetails()).Select(problem => problem.Field);

        Assert.Equal(["listing.name", "listing.summary", "listing.categories", "listing.support"], fields);
    }

    public static TheoryData<string, ListingDetails> Refused() => new()
    {
        { "listing.name", Good with { Name = new string('n', 61) } },
        { "listing.name", Good with { Name = "Acme\u202Egpj.exe" } },
        { "listing.summary", Good with { Summary = new string('s', 161) } },
        { "listing.summary", Good with { Summary = "line\nbreak" } },
        { "listing.categories", Good with { Categories = ["communication", "crm", "analytics", "security"] } },
        { "listing.categories", Good with { Categories = ["no-such"] } },
        { "listing.categories", Good with { Categories = ["crm", "crm"] } },
        { "listing.pricing.price_cents", Good with { Pricing = new Pricing(PriceModel.Flat, -5) } },
        { "listing.pricing.price_cents", Good with { Pricing = new Pricing(PriceModel.Flat, 0) } },
        { "listing.pricing.price_cents", Good with { Pricing = new Pricing(PriceModel.Flat, long.MaxValue) } },
        { "listing.pricing.trial_days", Good with { Pricing = new Pricing(PriceModel.Flat, 900) { TrialDays = -1 } } },
        { "listing.pricing.trial_days", Good with { Pricing = new Pricing(PriceModel.Flat, 900) { TrialDays = 91 } } },
        { "listing.pricing.currency", Good with { Pricing = new Pricing(PriceModel.Flat, 900, "XXX") } },
        { "listing.pricing.meters", Good with { Pricing = new Pricing(PriceModel.UsageBased) } },
        { "listing.support.email", Good with { Support = new SupportContact("not an address") } },
        { "listing.support.email", Good with { Support = new SupportContact("Acme <help@acme.test>") } },
        { "listing.support.email", Good with { Support = new SupportContact("a@b") } },
        { "listing.support.url", Good with { Support = new SupportContact(Url: "javascript:alert(1)") } },
        { "listing.support.url", Good with { Support = new SupportContact(Url: "http://acme.test") } },
        { "listing.links.documentation", Good with { Links = new PublisherLinks(Documentation: "docs.acme.test") } },
        { "listing.links.privacy", Good with { Links = new PublisherLinks(Privacy: "http://acme.test/privacy") } },
        { "listing.links.terms", Good with { Links = new PublisherLinks(Terms: "https://user:secret@acme.test/terms") } },
        { "listing.links.license", Good with { Links = new PublisherLinks(License: "javascript:alert(1)") } },
        { "listing.links.license", Good with { Links = new PublisherLinks(License: "https://acme.test/" + new string('l', 500)) } },
        { "listing.links.license", Good with { Links = new PublisherLinks(License: "https://acme.test/\u202Egpj") } },
        { "listing.base_url", Good with { BaseUrl = "http://alerts.acme.test" } },
        { "listing.base_url", Good with { BaseUrl = "https://user:secret@alerts.acme.test" } },
        { "listing.base_url", Good with { BaseUrl = "https://a⒈com/x" } },
        { "listing.base_url", Good with { BaseUrl = "https://xn--a-ä.pt" } },
        { "listing.base_url", Good with { BaseUrl = "https://10.0.0.1" } },
        { "listing.base_url", Good with { BaseUrl = "https://localhost" } },
        { "listing.base_url", Good with { BaseUrl = "${EXTENSION_BASE_URL}" } },
        { "listing.base_url", Good with { BaseUrl = "https://alerts.acme.test?x" } },
        { "listing.support.url", Good with { Support = new SupportContact(Url: "https://256.0.0.1/test") } },
        { "listing.support.url", Good with { Support = new SupportContact(Url: "https://localhost:443") } },
        { "listing.support.url", Good with { Support = new SupportContact(Url: "https://0.0.0.0") } },
        { "listing.support.email", Good with { Support = new SupportContact("help@a⒈com") } },
        { "listing.support.email", Good with { Support = new SupportContact("help@mail.local") } },
        { "listing.name", Good with { Name = "Acme\uFFFEAlerts" } },
        { "listing.summary", Good with { Summary = "Ends with \uFDD0" } },
        {
            "listing.justifications.issues:read",
            Good with { Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = new('j', 501) } }
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_bad_value_is_a_problem_at_its_field(string field, ListingDetails details) =>
        Assert.Contains(ListingDetailsRules.Check(details, CategorySeed.All), problem => problem.Field == field && problem.Message.Length > 10);
}
