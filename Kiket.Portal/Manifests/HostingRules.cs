using Kiket.Portal.Findings;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Manifests;

/// <summary>Hosting and egress: M5xx.</summary>
public static class HostingRules
{
    public static readonly FindingRule TierUnknown = new("M501", FindingLevel.Error,
        "The tier is minimal, standard, compute or memory",
        "Size and price come from it.",
        "Write one of minimal, standard, compute, memory.");

    public static readonly FindingRule ManagedWithoutTier = new("M502", FindingLevel.Error,
        "Managed hosting names its tier",
        "Customers see the monthly cost before they install.",
        "Add tier: minimal, or a larger one.");

    public static readonly FindingRule ManagedWithoutEgress = new("M503", FindingLevel.Error,
        "Managed hosting lists its egress hosts",
        "A managed container reaches only what is listed and reviewed.",
        "Add egress: with the hosts the extension calls, or egress: [] if it calls none.");

    public static readonly FindingRule HostingForm = new("M504", FindingLevel.Error,
        "hosting is a map or the word internal",
        "internal means that Kiket runs the extension itself.",
        "Write hosting: with tier, managed and egress below it.");

    public static readonly FindingRule EgressForm = new("M505", FindingLevel.Error,
        "An egress entry is a host name, or *. and a host name",
        "It is a name that can be reviewed: no scheme, port, path, user name or address.",
        "Write the host name alone, such as api.example.com.");

    public static readonly FindingRule EgressWildcard = new("M506", FindingLevel.Warning,
        "Egress names exact hosts",
        "A wildcard allows every host below the name, so reviewers will ask why.",
        "Name the hosts one by one if you can.");

    public static readonly FindingRule EgressPublicSuffix = new("M507", FindingLevel.Error,
        "Egress stays below names that one owner holds",
        "Under a public suffix such as co.uk or github.io anybody can register a name.",
        "Name the host itself.");

    public static readonly FindingRule EgressTwice = new("M508", FindingLevel.Warning,
        "Every egress host is listed once",
        "Twice means nothing more.",
        "Remove one of them.");

    public static readonly FindingRule EgressInternational = new("M509", FindingLevel.Warning,
        "Egress names are written in ASCII",
        "Letters of other alphabets can look like Latin ones while naming another host.",
        "Write the name in its ASCII form if it is what you mean.");

    public static readonly FindingRule DeploymentDeprecated = new("M510", FindingLevel.Warning,
        "deployment is not used any more",
        "hosting took its place in January 2026.",
        "Describe the container under extension.hosting and remove deployment.");

    public static readonly FindingRule DockerfileMissing = new("M511", FindingLevel.Error,
        "A managed extension has a Dockerfile at the root",
        "The container is built from it.",
        "Add a Dockerfile that answers /health with 200.");

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        TierUnknown, ManagedWithoutTier, ManagedWithoutEgress, HostingForm, EgressForm, EgressWildcard,
        EgressPublicSuffix, EgressTwice, EgressInternational, DeploymentDeprecated, DockerfileMissing,
    ];
}
