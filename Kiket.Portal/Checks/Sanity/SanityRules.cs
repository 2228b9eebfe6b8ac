using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>The rules about endpoints that are called: H1xx.</summary>
public static class SanityRules
{
    public static readonly FindingRule Unhealthy = new("H101", FindingLevel.Warning,
        "The health endpoints answer 200",
        "Kiket asks them before customers do. Each is called once: 2 s to connect, 5 s and 64 KiB in all, no redirects.",
        "Start the extension, make the endpoint answer 200 by itself, then run the sanity tests again.");

    public static readonly FindingRule NotCalled = new("H102", FindingLevel.Warning,
        "The health endpoints can be called",
        "Only https on port 443 is called, and only public addresses: nothing inside a network, whatever its name says.",
        "Give the extension a public https address on port 443.");

    public static IReadOnlyList<FindingRule> All { get; } = [Unhealthy, NotCalled];
}
