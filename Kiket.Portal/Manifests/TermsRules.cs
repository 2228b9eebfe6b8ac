using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Pricing, billing and compatibility: M8xx.</summary>
public static class TermsRules
{
    public static readonly FindingRule PricingModel = new("M801", FindingLevel.Warning,
        "pricing.model is free, one_time, subscription or usage_based",
        "Customers pay the listing's price. The manifest only suggests one.",
        "Write one of free, one_time, subscription, usage_based.");

    public static readonly FindingRule Price = new("M802", FindingLevel.Warning,
        "Prices are whole cents, zero or more",
        "Fractions and negative amounts can't be charged.",
        "Write whole cents, such as 900 for $9.");

    public static readonly FindingRule PriceMissing = new("M803", FindingLevel.Warning,
        "A paid model has a price",
        "Otherwise the suggested price is incomplete.",
        "Add price_cents, or price_per_unit_cents for usage_based.");

    public static readonly FindingRule PlatformRange = new("M804", FindingLevel.Warning,
        "compatibility.kiket is a version range",
        "Only then can the platform decide whether the extension fits.",
        "Write a range such as \">=1.42.0\".");

    public static readonly FindingRule DeprecatedRange = new("M805", FindingLevel.Warning,
        "deprecates[].version is a version range",
        "Otherwise it isn't clear which versions are deprecated.",
        "Write a range such as \"<1.2.0\".");

    public static readonly FindingRule Deadline = new("M806", FindingLevel.Warning,
        "A deadline is a date",
        "People see this date.",
        "Write it like \"2026-12-31\".");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        PricingModel, Price, PriceMissing, PlatformRange, DeprecatedRange, Deadline,
    ];
}
