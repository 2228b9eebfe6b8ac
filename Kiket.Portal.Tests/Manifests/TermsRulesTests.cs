using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class TermsRulesTests
{
    [Fact]
    public void Pricing_has_its_rules()
    {
        ManifestSamples.Reports(TermsRules.PricingModel, "pricing: { model: barter }", "pricing: { model: free }");
        ManifestSamples.Reports(TermsRules.PricingModel, "pricing: barter", "pricing: free");
        ManifestSamples.Reports(TermsRules.Price, "pricing: { model: subscription, price_cents: -1 }", "pricing: { model: subscription, price_cents: 0 }");
        ManifestSamples.Reports(TermsRules.PriceMissing, "pricing: { model: subscription }", "pricing: { model: subscription, price_cents: 900 }");
        ManifestSamples.Reports(TermsRules.PriceMissing, "pricing: { model: usage }", "pricing: { model: usage, price_per_unit_cents: 2, unit: sms }");
        ManifestSamples.Reports(
            FileRules.WrongKind,
            "pricing: { model: subscription, price_cents: 9.99 }",
            "pricing: { model: subscription, price_cents: 999 }");
    }

    [Fact]
    public void Compatibility_has_its_rules()
    {
        ManifestSamples.Reports(TermsRules.PlatformRange, "compatibility: { kiket: latest }", "compatibility: { kiket: \">=1.42.0\" }");
        ManifestSamples.Reports(TermsRules.PlatformRange, "compatibility: { kiket: \"> banana\" }", "compatibility: { kiket: \"^1.2\" }");
        ManifestSamples.Reports(
            TermsRules.DeprecatedRange,
            "compatibility: { deprecates: [{ notice: n }] }",
            "compatibility: { deprecates: [{ version: \"<1.2.0\" }] }");
        ManifestSamples.Reports(
            TermsRules.Deadline,
            "compatibility: { deprecates: [{ version: \"<1.2.0\", deadline: soon }] }",
            "compatibility: { deprecates: [{ version: \"<1.2.0\", deadline: \"2026-12-31\" }] }");
    }

    [Fact]
    public void The_older_word_for_usage_is_understood() =>
        Assert.Equal("usage_based", ManifestSamples.Plus("pricing: { model: usage, price_per_unit_cents: 1 }").Manifest!.Pricing!.Model);
}
