using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Permissions: M4xx.</summary>
public static class PermissionRules
{
    public static readonly FindingRule PermissionUnknown = new("M401", FindingLevel.Info,
        "Every permission is a known scope",
        "People see a general sentence for a scope that the portal does not know.",
        "Check the spelling, such as issues:read.");

    public static readonly FindingRule PermissionSensitive = new("M402", FindingLevel.Info,
        "Sensitive scopes are marked",
        "They need two approvals and the compliance documents.",
        "Ask for a narrower scope if that is enough.");

    public static readonly FindingRule PermissionTwice = new("M403", FindingLevel.Warning,
        "Every scope is asked for once",
        "issues:read, read:issues and issues.read are one scope.",
        "Remove one of them.");

    public static readonly FindingRule PermissionForm = new("M404", FindingLevel.Warning,
        "A permission is a word, or resource:verb",
        "Other text names no scope.",
        "Write it like issues:read.");

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        PermissionUnknown, PermissionSensitive, PermissionTwice, PermissionForm,
    ];
}
