using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class SetupRulesTests
{
    [Fact]
    public void Configuration_has_its_rules()
    {
        ManifestSamples.Reports(SetupRules.ConfigurationForm, "configuration: [a]", "configuration: { a: { type: string } }");
        ManifestSamples.Reports(SetupRules.ConfigurationForm, "configuration: { a: b }", "configuration: {}");
        ManifestSamples.Reports(
            SetupRules.ConfigurationSelect,
            "configuration: { a: { type: select } }",
            "configuration: { a: { type: select, options: [x] } }");
        ManifestSamples.Reports(SetupRules.SecretWithoutKey, "secrets: [{ description: d }]", "secrets: [{ key: K, description: d }]");
        ManifestSamples.Reports(SetupRules.SecretWithoutDescription, "secrets: [{ key: K }]", "secrets: [{ key: K, description: d }]");
    }

    [Theory]
    [InlineData("type: boolean, default: \"true\"", true)]
    [InlineData("type: boolean, default: maybe", false)]
    [InlineData("type: integer, default: \"30\"", true)]
    [InlineData("type: integer, default: 3.5", false)]
    [InlineData("type: number, default: 3.5", true)]
    [InlineData("type: number, default: 5, max: 4", false)]
    [InlineData("type: number, default: 5, min: 6", false)]
    [InlineData("type: select, options: [{ value: a, label: A }], default: a", true)]
    [InlineData("type: select, options: [{ value: a, label: A }], default: b", false)]
    [InlineData("type: string, default: 2026-01-01", true)]
    public void A_default_fits_its_type(string entry, bool fits) =>
        Assert.Equal(fits, ManifestSamples.Plus($"configuration: {{ a: {{ {entry} }} }}").Findings.All(finding => finding.Id != SetupRules.DefaultFits.Id));

    [Fact]
    public void A_secret_default_is_warned_about_and_shown_nowhere()
    {
        var reading = ManifestSamples.Plus("configuration:\n  A:\n    secret: true\n    default: hunter2hunter2");

        reading.Single(SetupRules.SecretDefault);
        Assert.Null(Assert.Single(reading.Manifest!.Configuration).Default);
        Assert.DoesNotContain(reading.Findings, finding => (finding.Message + finding.Excerpt + finding.Fix).Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_have_their_rules()
    {
        Step(SetupRules.StepUnknown, "dance: { title: A }", "oauth: { title: A, provider: google, scopes: [a] }");
        Step(SetupRules.StepForm, "hello", "info: { title: A }");
        Step(SetupRules.StepForm, "info: [a]", "info: { title: A }");
        Step(SetupRules.SecretsWithoutFields, "secrets: { title: A }", "secrets: { fields: [{ key: K }] }");
        Step(SetupRules.ConfigureEmpty, "configure: { title: A }", "configure: { fields: [{ key: K }] }");
        Step(SetupRules.TestWithoutAction, "test: { title: A }", "test: { action: a }");
        Step(SetupRules.InfoEmpty, "info: {}", "info: { content: A }");
        Step(SetupRules.CollectUnknown, "secrets: { collect: [NOPE] }", "secrets: { collect: [yes_there] }");
        Assert.Equal(FindingLevel.Warning, SetupRules.StepUnknown.Level);
    }

    [Fact]
    public void Fields_have_their_rules()
    {
        Step(SetupRules.FieldWithoutKey, "secrets: { fields: [{ label: A }] }", "secrets: { fields: [{ key: A }] }");
        Step(
            SetupRules.ObtainUnknown,
            "secrets: { fields: [{ key: A, obtain: { type: magic } }] }",
            "secrets: { fields: [{ key: A, obtain: { type: api_key } }] }");
        Step(
            SetupRules.OauthUrls,
            "secrets: { fields: [{ key: A, obtain: { type: oauth2, token_url: u } }] }",
            "secrets: { fields: [{ key: A, obtain: { type: oauth2, token_url: u, authorization_url: u } }] }");
        Step(
            SetupRules.SelectWithoutOptions,
            "configure: { fields: [{ key: A, type: select }] }",
            "configure: { fields: [{ key: A, type: select, options: [{ value: v, label: V }] }] }");
        Step(
            SetupRules.ShowWhenUnknown,
            "configure: { fields: [{ key: A, showWhen: { field: B } }] }",
            "configure: { fields: [{ key: B }, { key: A, showWhen: { field: B } }] }");
        Step(
            SetupRules.DynamicWithOptions,
            "configure: { fields: [{ key: A, type: board, options: [x] }] }",
            "configure: { fields: [{ key: A, type: board }] }");
        Step(SetupRules.LinkIncomplete, "info: { title: A, links: [{ label: L }] }", "info: { title: A, links: [{ label: L, url: \"https://a.test\" }] }");
        Step(
            SetupRules.LinkForm,
            "info: { title: A, links: [{ label: L, url: \"javascript:alert(1)\" }] }",
            "info: { title: A, links: [{ label: L, url: \"https://a.test\" }] }");
    }

    [Fact]
    public void A_step_with_two_keys_counts_its_first() =>
        Assert.Equal("info", Assert.Single(ManifestSamples.Plus("setup:\n  - info: { title: A }\n    test: { action: b }").Manifest!.Setup).Kind);

    private static void Step(FindingRule rule, string refused, string accepted) =>
        ManifestSamples.Reports(
            rule,
            $"configuration: {{ yes_there: {{ type: string }} }}\nsetup:\n  - {refused}",
            $"configuration: {{ yes_there: {{ type: string }} }}\nsetup:\n  - {accepted}");
}
