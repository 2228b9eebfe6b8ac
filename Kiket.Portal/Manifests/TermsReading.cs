using System.Globalization;
using Semver;

namespace Kiket.Portal.Manifests;

/// <summary>Pricing, billing and compatibility.</summary>
internal static class TermsReading
{
    private const int MaxRangeLength = 256;

    private static readonly string[] Models = ["free", "one_time", "subscription", "usage_based"];

    public static Manifest Read(Section extension, Manifest manifest) => manifest with
    {
        Pricing = ReadPricing(extension),
        Compatibility = ReadCompatibility(extension),
        Billing = ReadBilling(extension),
    };

    private static Pricing? ReadPricing(Section extension)
    {
        if (extension.Map.Value("pricing") is YamlScalar { IsNull: false })
        {
            var word = extension.Text("pricing");
            if (word is not null && Array.IndexOf(Models, word) < 0)
                extension.Add(TermsRules.PricingModel, $"pricing is {ManifestNotes.Quote(word)}.", "pricing");
            return new Pricing(word, null, null, null, null, extension.Notes.LineOf(extension.KeyNode("pricing")!));
        }

        if (extension.Sub("pricing") is not { } section)
            return null;
        var written = section.Text("model");
        var model = written == "usage" ? "usage_based" : written;
        var pricing = new Pricing(
            model,
            section.Whole("price_cents"),
            section.Text("billing_period"),
            section.Text("unit"),
            section.Whole("price_per_unit_cents"),
            section.Line);
        if (model is null || Array.IndexOf(Models, model) < 0)
            section.Add(TermsRules.PricingModel, model is null ? "pricing.model is missing." : $"pricing.model is {ManifestNotes.Quote(model)}.", "model");
        if (pricing.PriceCents < 0)
            section.Add(TermsRules.Price, $"price_cents is {pricing.PriceCents}.", "price_cents");
        if (pricing.PricePerUnitCents < 0)
            section.Add(TermsRules.Price, $"price_per_unit_cents is {pricing.PricePerUnitCents}.", "price_per_unit_cents");
        if (model is "one_time" or "subscription" && section.Map.Find("price_cents") is null)
            section.Add(TermsRules.PriceMissing, $"The model is {model}, but price_cents is missing.", fix: "Add price_cents: with the price in whole cents.");
        if (model is "usage_based" && section.Map.Find("price_per_unit_cents") is null)
            section.Add(TermsRules.PriceMissing, "The model is usage_based, but price_per_unit_cents is missing.", fix: "Add price_per_unit_cents: and unit:.");
        section.Finish();
        return pricing;
    }

    private static Compatibility? ReadCompatibility(Section extension)
    {
        if (extension.Sub("compatibility") is not { } section)
            return null;
        var platform = section.Text("kiket");
        if (platform is not null && !IsRange(platform))
            section.Add(TermsRules.PlatformRange, $"compatibility.kiket is {ManifestNotes.Quote(platform)}.", "kiket");
        var compatibility = new Compatibility(platform, section.Maps("deprecates").Select(ReadNotice).ToList(), section.Line);
        section.Finish();
        return compatibility;
    }

    private static CompatibilityNotice ReadNotice(Section section)
    {
        var notice = new CompatibilityNotice(section.Text("version"), section.Text("deadline"), section.Text("notice"), section.Line);
        if (notice.Version is null || !IsRange(notice.Version))
            section.Add(
                TermsRules.DeprecatedRange,
                notice.Version is null ? "A deprecates entry has no version." : $"The deprecated version is {ManifestNotes.Quote(notice.Version)}.",
                "version");
        if (notice.Deadline is { } deadline && !DateTimeOffset.TryParse(deadline, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            section.Add(TermsRules.Deadline, $"The deadline is {ManifestNotes.Quote(deadline)}.", "deadline");
        section.Finish();
        return notice;
    }

    private static bool IsRange(string text) =>
        text.Length <= MaxRangeLength
        && (SemVersionRange.TryParse(text, SemVersionRangeOptions.Loose, out _, MaxRangeLength) || SemVersionRange.TryParseNpm(text, out _, MaxRangeLength));

    private static BillingTerms? ReadBilling(Section extension)
    {
        if (extension.Sub("billing") is not { } section)
            return null;
        var trial = section.Map.Value("trial") is YamlMap ? section.Sub("trial") : null;
        var days = trial is not null
            ? trial.Number("days") ?? trial.Number("length_days") ?? trial.Number("length")
            : section.Number("trial_days");
        var dimensions = section.Maps("usage_dimensions").Concat(section.Maps("dimensions")).Concat(section.Maps("metrics")).Select(ReadDimension).ToList();
        var billing = new BillingTerms(section.Text("model"), days, dimensions, section.Line);
        trial?.Finish();
        section.Finish();
        return billing;
    }

    private static BillingDimension ReadDimension(Section section)
    {
        var dimension = new BillingDimension(
            section.Text("id") ?? section.Text("key"), section.Text("name"), section.Text("unit"), section.Text("description"), section.Line);
        section.Finish();
        return dimension;
    }
}
