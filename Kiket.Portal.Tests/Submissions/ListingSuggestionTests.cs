using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Releases.Differences;

namespace Kiket.Portal.Tests.Submissions;

public sealed class ListingSuggestionTests
{
    [Theory]
    [InlineData("{ trial: { days: 14 } }", 14)]
    [InlineData("{ trial_days: 30 }", 30)]
    [InlineData("{ trial_days: 400 }", 0)]
    [InlineData("{ trial_days: -3 }", 0)]
    [InlineData("{ model: usage }", 0)]
    public void The_trial_of_a_manifest_is_suggested_when_a_listing_can_have_it(string billing, int days)
    {
        var manifest = Compared.Manifest($"  pricing: {{ model: subscription, price_cents: 900 }}\n  billing: {billing}\n");
        Assert.Equal((PriceModel.Flat, 900, days), Priced(ListingSuggestion.From(manifest).Pricing));
    }

    [Fact]
    public void A_price_by_usage_has_no_trial() => Assert.Equal(
        (PriceModel.UsageBased, 0, 0),
        Priced(ListingSuggestion.From(Compared.Manifest(
            "  pricing: { model: usage_based, unit: message, price_per_unit_cents: 1 }\n  billing: { trial_days: 14 }\n")).Pricing));

    private static (PriceModel, long, int) Priced(Pricing pricing) => (pricing.Model, pricing.PriceCents, pricing.TrialDays);
}
