using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class ManifestModelTests
{
    [Theory]
    [InlineData(ManifestSamples.Small)]
    [InlineData(ManifestSamples.Full)]
    public void The_documented_examples_have_no_error(string text)
    {
        var reading = ManifestSamples.Read(text);

        Assert.DoesNotContain(reading.Findings, finding => finding.Level == FindingLevel.Error);
        Assert.Equal("nested", reading.Layout);
    }

    [Fact]
    public void A_good_manifest_has_no_finding() => Assert.Empty(ManifestSamples.Read(ManifestSamples.Clean).Findings);

    [Fact]
    public void Every_field_of_the_full_example_is_read()
    {
        var manifest = ManifestSamples.Read(ManifestSamples.Full).Manifest!;

        Assert.Equal(
            ("dev.acme.alerts", "Acme Alerts", "1.4.0", "v1", "dotnet"),
            (manifest.Id, manifest.Name, manifest.Version, manifest.ApiVersion, manifest.Sdk));
        Assert.Equal(
            ("https://alerts.acme.test/hooks", "env.ALERTS_SECRET", 8000, true),
            (manifest.Callback!.Url, manifest.Callback.Secret, manifest.Callback.Timeout, manifest.Callback.Required));
        Assert.Equal(["issues:read", "comments:write"], manifest.Permissions.Select(permission => permission.Scope));
        Assert.Equal([false, true], manifest.Hooks.Select(hook => hook.IsGuard));
        Assert.Equal("alerts.send", Assert.Single(manifest.Commands).Handler!.Event);
        Assert.True(Assert.Single(Assert.Single(manifest.WorkflowActions).Parameters).Required);
        Assert.Equal(["ALERTS_TOKEN", "channel", "created_text"], manifest.Configuration.Select(entry => entry.Key));
        Assert.True(manifest.Configuration[0] is { Secret: true, Shared: true, Required: true });
        Assert.Equal("{{ issue.title }}", manifest.Configuration[2].Default);
        Assert.Equal(["secrets", "configure", "test", "info"], manifest.Setup.Select(step => step.Kind));
        Assert.Equal("copyable", Assert.Single(manifest.OutputFields).Type);
        Assert.Equal(["read", "write"], Assert.Single(manifest.CustomData).Operations);
        Assert.Equal(["hooks.acme.test", "*.acme-cdn.test"], manifest.Hosting!.Egress.Select(host => host.Host));
        Assert.Equal(900, manifest.Pricing!.PriceCents);
        Assert.Equal("<1.2.0", Assert.Single(manifest.Compatibility!.Deprecates).Version);
        Assert.Equal(["/health"], manifest.HealthEndpoints);
        Assert.Empty(manifest.Unknown);
        Assert.Equal(5, manifest.LineOf("version"));
        Assert.Equal(12, manifest.LineOf("callback.url"));
    }

    [Fact]
    public void A_manifest_survives_its_json_column()
    {
        var manifest = ManifestSamples.Read(ManifestSamples.Full + "\n  odd: { a: [1, two] }\n").Manifest!;

        var text = JsonSerializer.Serialize(manifest, JsonColumn.Options);
        var again = JsonSerializer.Deserialize<Manifest>(text, JsonColumn.Options)!;

        Assert.Equal(text, JsonSerializer.Serialize(again, JsonColumn.Options));
        Assert.Equal(manifest.Setup[1].Fields[0], again.Setup[1].Fields[0] with { Options = manifest.Setup[1].Fields[0].Options });
        Assert.Equal("{ a: [1, two] }", Assert.Single(again.Unknown).Value);
    }

    [Fact]
    public void Rarer_fields_are_read_too()
    {
        var manifest = ManifestSamples.Plus("""
            host: container
            hosting: internal
            assets: { icon: ./public/icon.svg }
            lifecycleEvents: [extension.installed]
            tags: [chat]
            hooks: [issue.created]
            permissions: [{ scope: issues, actions: [read, write], description: Because }]
            secrets: [{ key: TOKEN, description: From the console, required: true }]
            requires: { oauth_provider: { provider: google, scopes: [calendar], on_missing: prompt_connect, optional: true } }
            rate_limiting: { requests_per_minute: 60, burst: 10 }
            github_webhooks: { endpoint: /github, events: [push] }
            billing: { trial_days: 14, usage_dimensions: [{ id: sms, name: Messages, unit: message }] }
            """).Manifest!;

        Assert.True(manifest.Hosting!.FirstParty);
        Assert.Equal("./public/icon.svg", manifest.Icon);
        Assert.Equal("issue.created", Assert.Single(manifest.Hooks).Event);
        Assert.Equal(["issues:read", "issues:write"], manifest.Permissions.Select(permission => permission.Declared));
        Assert.Equal("TOKEN", Assert.Single(manifest.Secrets).Key);
        Assert.True(manifest.RequiresOauth is { Provider: "google", Optional: true });
        Assert.Equal(60, manifest.RateLimiting!.RequestsPerMinute);
        Assert.Equal("github", Assert.Single(manifest.IncomingWebhooks).Source);
        Assert.Equal((14, "sms"), (manifest.Billing!.TrialDays!.Value, Assert.Single(manifest.Billing.Dimensions).Id!));
        Assert.Empty(manifest.Unknown);
    }

    [Fact]
    public void Rules_have_ids_of_their_own_and_say_why_and_how()
    {
        var declared = typeof(ManifestRules).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(ManifestRules).Namespace)
            .SelectMany(type => type.GetFields())
            .Where(field => field.FieldType == typeof(FindingRule))
            .Select(field => (FindingRule)field.GetValue(null)!)
            .ToList();

        Assert.Equal(declared.Select(rule => rule.Id).Order(StringComparer.Ordinal), ManifestRules.All.Select(rule => rule.Id));
        Assert.Equal(declared.Count, declared.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(declared, rule => Assert.True(rule.Why.EndsWith('.') && rule.Fix.EndsWith('.') && !rule.Title.EndsWith('.'), rule.Id));
    }

    [Fact]
    public void A_finding_has_its_place_its_line_and_a_fix_with_the_value()
    {
        var finding = ManifestSamples.With("version: 1.0.0", "version: v1.0").Single(IdentityRules.VersionForm);

        Assert.Equal(
            (".kiket/manifest.yaml", 5, 12, "  version: v1.0", "Write version: 1.0.0."),
            (finding.Path, finding.Line, finding.Column, finding.Excerpt, finding.Fix));
    }

    [Fact]
    public void All_problems_come_in_one_pass()
    {
        var reading = ManifestSamples.Read("""
            extension:
              name: X
              version: banana
              sdk: perl
              delivery: smoke
              hosting: { tier: huge, egress: [https://a.test] }
            """);

        Assert.Equal(
            ["M203", "M210", "M213", "M303", "M501", "M505"],
            reading.Findings.Where(finding => finding.Level == FindingLevel.Error).Select(finding => finding.Id).Order(StringComparer.Ordinal));
        Assert.NotNull(reading.Manifest);
    }
}
