using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Hosting and egress: M5xx.</summary>
public static class HostingRules
{
    public static readonly FindingRule TierUnknown = new("M501", FindingLevel.Error,
        "The tier is minimal, standard, compute or memory",
        "It sets the size and the price.",
        "Write one of minimal, standard, compute, memory.");

    public static readonly FindingRule ManagedWithoutTier = new("M502", FindingLevel.Error,
        "Managed hosting names its tier",
        "Customers see the monthly cost before they install.",
        "Add tier: minimal, or a larger one.");

    public static readonly FindingRule ManagedWithoutEgress = new("M503", FindingLevel.Error,
        "Managed hosting lists its egress hosts",
        "A managed container can only reach hosts that are listed and reviewed.",
        "Add egress: with the hosts the extension calls, or egress: [] if it calls none.");

    public static readonly FindingRule HostingForm = new("M504", FindingLevel.Error,
        "hosting is a map or the word internal",
        "internal means that Kiket runs the extension itself.",
        "Write hosting: with tier, managed and egress below it.");

    public static readonly FindingRule EgressForm = new("M505", FindingLevel.Error,
        "An egress entry is a host name, or *. and a host name",
        "Reviewers need a name to check: no scheme, port, path, user name or IP address.",
        "Write only the host name, such as api.example.com.");

    public static readonly FindingRule EgressWildcard = new("M506", FindingLevel.Warning,
        "Egress names exact hosts",
        "A wildcard allows every host below the name, so reviewers will ask why.",
        "List the hosts one by one if you can.");

    public static readonly FindingRule EgressPublicSuffix = new("M507", FindingLevel.Error,
        "Egress hosts belong to one owner",
        "Anyone can register a name under a public suffix such as co.uk or github.io.",
        "Write the host itself.");

    public static readonly FindingRule EgressTwice = new("M508", FindingLevel.Warning,
        "Every egress host is listed once",
        "Listing it twice has no effect.",
        "Remove one of them.");

    public static readonly FindingRule EgressInternational = new("M509", FindingLevel.Warning,
        "Egress names are written in ASCII",
        "Letters of other alphabets can look like Latin ones while naming another host.",
        "Write the name in its ASCII form if it is the one you mean.");

    public static readonly FindingRule DeploymentDeprecated = new("M510", FindingLevel.Warning,
        "deployment is no longer used",
        "hosting replaced it in January 2026.",
        "Describe the container under extension.hosting and remove deployment.");

    public static readonly FindingRule DockerfileMissing = new("M511", FindingLevel.Error,
        "A managed extension has a Dockerfile at the root",
        "The container is built from it.",
        "Add a Dockerfile for a server that returns 200 for /health.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        TierUnknown, ManagedWithoutTier, ManagedWithoutEgress, HostingForm, EgressForm, EgressWildcard,
        EgressPublicSuffix, EgressTwice, EgressInternational, DeploymentDeprecated, DockerfileMissing,
    ];
}
