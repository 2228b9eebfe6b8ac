using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class HostingRulesTests
{
    [Fact]
    public void Hosting_has_its_rules()
    {
        ManifestSamples.Reports(HostingRules.TierUnknown, "hosting: { tier: huge }", "hosting: { tier: memory }");
        ManifestSamples.Reports(
            HostingRules.ManagedWithoutTier,
            "hosting: { managed: true, egress: [] }",
            "hosting: { managed: true, tier: minimal, egress: [] }");
        ManifestSamples.Reports(
            HostingRules.ManagedWithoutEgress,
            "hosting: { managed: true, tier: minimal }",
            "hosting: { managed: true, tier: minimal, egress: [] }");
        ManifestSamples.Reports(HostingRules.HostingForm, "hosting: external", "hosting: internal");
        ManifestSamples.Reports(HostingRules.HostingForm, "hosting: [internal]", "hosting: { tier: minimal }");
    }

    [Fact]
    public void Egress_has_its_rules()
    {
        Assert.Equal(FindingLevel.Error, Egress(HostingRules.EgressForm, "https://api.acme.test", "api.acme.test").Level);
        Assert.Equal(FindingLevel.Warning, Egress(HostingRules.EgressWildcard, "\"*.acme.test\"", "a.acme.test").Level);
        Assert.Equal(FindingLevel.Error, Egress(HostingRules.EgressPublicSuffix, "\"*.co.uk\"", "acme.co.uk").Level);
        Egress(HostingRules.EgressTwice, "api.acme.test, API.acme.test", "api.acme.test, www.acme.test");
        Egress(HostingRules.EgressInternational, "gіthub.com", "github.com");
    }

    [Fact]
    public void A_scheme_is_refused_with_the_bare_name_as_the_fix() =>
        Assert.Equal("Write api.acme.test without the scheme.", Egress(HostingRules.EgressForm, "https://api.acme.test/v1", "api.acme.test").Fix);

    [Fact]
    public void Deployment_is_deprecated()
    {
        ManifestSamples.Read(ManifestSamples.Clean + "\ndeployment: { runtime: node }\n").Single(HostingRules.DeploymentDeprecated);
        ManifestSamples.Read(ManifestSamples.Clean).HasNot(HostingRules.DeploymentDeprecated);
    }

    private static Finding Egress(FindingRule rule, string refused, string accepted) =>
        ManifestSamples.Reports(rule, $"hosting: {{ tier: minimal, egress: [{refused}] }}", $"hosting: {{ tier: minimal, egress: [{accepted}] }}");
}
