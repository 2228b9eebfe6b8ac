using Kiket.Portal.Findings;

namespace Kiket.Portal.Webhooks;

/// <summary>What can be wrong with a push, apart from what any commit can have.</summary>
public static class WebhookRules
{
    public static readonly FindingRule NeedsRelease = new(
        "C120",
        FindingLevel.Warning,
        "A change that customers would notice has a version of its own",
        "Customers agreed to permissions, hosts, hooks, hosting and price of a version. A push never changes them; only a release does.",
        "Raise extension.version in the manifest and push again. The portal then prepares a draft to submit.");

    public static readonly FindingRule IdChanged = new(
        "C121",
        FindingLevel.Warning,
        "A repository keeps its extension.id",
        "The listing belongs to the id. A new id is a new extension, with a listing and installations of its own.",
        "Change extension.id back, or submit the new id as another extension.");

    public static IReadOnlyList<FindingRule> All { get; } = [NeedsRelease, IdChanged];
}
