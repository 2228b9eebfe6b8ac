using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class DeliveryRulesTests
{
    private const string Callback = "  callback:\n    url: https://pinger.acme.test/webhooks";
    private const string Url = "https://pinger.acme.test/webhooks";

    [Theory]
    [InlineData("  delivery: http\n", "", "M301")]
    [InlineData("delivery: http", "delivery: { type: http }", "M302")]
    [InlineData("delivery: http", "delivery: [http]", "M302")]
    [InlineData("delivery: http", "delivery: 5", "M302")]
    [InlineData("delivery: http", "delivery: smoke", "M303")]
    [InlineData(Callback, "", "M304")]
    [InlineData(Callback, "  callback: https://a.test", "M304")]
    [InlineData("    url: " + Url, "    timeout: 5000", "M305")]
    public void Delivery_and_callback_are_required(string old, string replacement, string id)
    {
        var finding = Assert.Single(ManifestSamples.With(old, replacement).Findings);

        Assert.Equal((id, FindingLevel.Error), (finding.Id, finding.Level));
    }

    [Fact]
    public void Internal_delivery_needs_no_callback_and_has_no_health_endpoint()
    {
        var reading = ManifestSamples.Read(ManifestSamples.Clean.Replace(Callback, string.Empty, StringComparison.Ordinal)
            .Replace("delivery: http", "delivery: internal", StringComparison.Ordinal));

        Assert.Empty(reading.Findings);
        Assert.Empty(reading.Manifest!.HealthEndpoints);
    }

    [Theory]
    [InlineData("${EXTENSION_BASE_URL}")]
    [InlineData("${EXTENSION_BASE_URL}/webhooks")]
    [InlineData("https://alerts.example.com")]
    [InlineData("https://alerts.example.com/a?b=c")]
    public void Good_callback_addresses_are_accepted(string url) => Assert.Empty(ManifestSamples.With(Url, $"\"{url}\"").Findings);

    [Theory]
    [InlineData("http://alerts.example.com")]
    [InlineData("ftp://alerts.example.com")]
    [InlineData("/webhooks")]
    [InlineData("alerts.example.com")]
    [InlineData("https://user:pass@alerts.example.com")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://①②⑦.⓪.⓪.①/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("${OTHER_URL}/hook")]
    [InlineData("${EXTENSION_BASE_URL}.evil.test/")]
    [InlineData("${EXTENSION_BASE_URL}@evil.test/")]
    [InlineData("${EXTENSION_BASE_URL}//evil.test/")]
    [InlineData("https://a.test/${EXTENSION_BASE_URL}")]
    [InlineData("javascript:alert(1)")]
    public void Other_callback_addresses_are_refused(string url) => ManifestSamples.With(Url, $"\"{url}\"").Single(DeliveryRules.CallbackUrlForm);

    [Fact]
    public void An_unusual_port_is_a_warning() => ManifestSamples.With(Url, "https://a.example.com:8443/").Single(DeliveryRules.CallbackPort);

    [Fact]
    public void A_callback_resolves_against_the_base_address()
    {
        Assert.Equal("https://a.test/base/hooks", CallbackAddress.Resolve("${EXTENSION_BASE_URL}/hooks", new Uri("https://a.test/base/"))!.AbsoluteUri);
        Assert.Equal("https://b.test/x", CallbackAddress.Resolve("https://b.test/x", null)!.AbsoluteUri);
        Assert.Null(CallbackAddress.Resolve("${EXTENSION_BASE_URL}", null));
        Assert.Null(CallbackAddress.Resolve("http://b.test/x", null));
    }

    [Theory]
    [InlineData("100", true)]
    [InlineData("60000", true)]
    [InlineData("99", false)]
    [InlineData("60001", false)]
    [InlineData("-1", false)]
    public void The_timeout_is_bounded(string timeout, bool accepted)
    {
        var reading = ManifestSamples.With(Url, Url + "\n    timeout: " + timeout);

        Assert.Equal(accepted, reading.Findings.All(finding => finding.Id != DeliveryRules.CallbackTimeout.Id));
    }

    [Fact]
    public void A_secret_written_into_the_file_is_shown_nowhere()
    {
        var reading = ManifestSamples.With(Url, Url + "\n    secret: hunter2hunter2");

        reading.Single(DeliveryRules.CallbackSecretLiteral);
        Assert.Null(reading.Manifest!.Callback!.Secret);
        Assert.DoesNotContain(reading.Findings, finding => (finding.Message + finding.Excerpt + finding.Fix).Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("env.ALERTS_SECRET")]
    [InlineData("env:ALERTS_SECRET")]
    public void A_reference_to_the_environment_is_a_secret(string secret) =>
        Assert.Equal(secret, ManifestSamples.With(Url, Url + "\n    secret: " + secret).Manifest!.Callback!.Secret);

    [Fact]
    public void Hooks_commands_and_actions_have_their_rules()
    {
        ManifestSamples.Reports(DeliveryRules.HookWithoutEvent, "hooks: [{ timeout: 5000 }]", "hooks: [{ event: a }]");
        ManifestSamples.Reports(DeliveryRules.HookTimeout, "hooks: [{ event: a, timeout: 4999 }]", "hooks: [{ event: a, timeout: 5000 }]");
        ManifestSamples.Reports(DeliveryRules.HookRetries, "hooks: [{ event: a, retries: 4 }]", "hooks: [{ event: a, retries: 3 }]");
        ManifestSamples.Reports(
            DeliveryRules.HookTemplate,
            "hooks: [{ event: a, template: t }]",
            "hooks: [{ event: a, template: t }]\nconfiguration: { t: { type: template } }");
        ManifestSamples.Reports(DeliveryRules.CommandWithoutName, "contributes: { commands: [{ title: A }] }", "contributes: { commands: [{ command: a }] }");
        ManifestSamples.Reports(
            DeliveryRules.ActionWithoutId,
            "contributes: { workflow_actions: [{ name: A }] }",
            "contributes: { workflow_actions: [{ id: a }] }");
        ManifestSamples.Reports(
            DeliveryRules.ParameterWithoutKey,
            "contributes: { workflow_actions: [{ id: a, parameters: [{ type: string }] }] }",
            "contributes: { workflow_actions: [{ id: a, parameters: [{ key: k }] }] }");
        ManifestSamples.Reports(DeliveryRules.RateLimit, "rate_limiting: { requests_per_minute: 0 }", "rate_limiting: { requests_per_minute: 1 }");
        ManifestSamples.Reports(DeliveryRules.HealthEndpoint, "health_endpoint: http://169.254.169.254/", "health_endpoint: /healthz");
    }

    [Fact]
    public void Declared_health_endpoints_replace_the_default()
    {
        Assert.Equal(["/healthz"], ManifestSamples.Plus("health_endpoint: /healthz").Manifest!.HealthEndpoints);
        Assert.Equal(["/up"], ManifestSamples.Plus("health: { path: /up }").Manifest!.HealthEndpoints);
        Assert.Equal(["/health"], ManifestSamples.Plus("health_endpoint: ftp://x").Manifest!.HealthEndpoints);
    }
}
