using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>The rules for endpoints that the sanity tests call: H1xx.</summary>
public static class SanityRules
{
    public static readonly FindingRule Unhealthy = new("H101", FindingLevel.Warning,
        "The health endpoints return 200",
        "Kiket calls them before customers do. Each is called once: 2 seconds to connect, 5 seconds and 64 KiB in total, no redirects.",
        "Start the extension, make the endpoint return 200 without a redirect, then run the sanity tests again.");

    public static readonly FindingRule NotCalled = new("H102", FindingLevel.Warning,
        "The health endpoints can be called",
        "Only public https addresses on port 443 are called, never an internal network.",
        "Give the extension a public https address on port 443.");

    public static IReadOnlyList<FindingRule> All { get; } = [Unhealthy, NotCalled];
}
