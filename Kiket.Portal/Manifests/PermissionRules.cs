using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Permissions: M4xx.</summary>
public static class PermissionRules
{
    public static readonly FindingRule PermissionUnknown = new("M401", FindingLevel.Info,
        "Every permission is a known scope",
        "For an unknown scope, people only see a general description.",
        "Check the spelling, such as issues:read.");

    public static readonly FindingRule PermissionSensitive = new("M402", FindingLevel.Info,
        "Sensitive scopes are marked",
        "They need two approvals and the compliance documents.",
        "Request a narrower scope if that is enough.");

    public static readonly FindingRule PermissionTwice = new("M403", FindingLevel.Warning,
        "Every scope is requested once",
        "issues:read, read:issues and issues.read are the same scope.",
        "Remove one of them.");

    public static readonly FindingRule PermissionForm = new("M404", FindingLevel.Error,
        "Every permission is understood: a word, or resource:verb, below extension.permissions",
        "What isn't understood would be left out of the listing, and people would believe that the extension doesn't ask for it.",
        "Write it like issues:read.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        PermissionUnknown, PermissionSensitive, PermissionTwice, PermissionForm,
    ];
}
