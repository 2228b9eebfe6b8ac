using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Kiket.Portal.Tests.TestKit.LongestFirst", "Kiket.Portal.Tests")]

namespace Kiket.Portal.Tests.TestKit;

/// <summary>What takes longest begins first, so that no core is idle while the last class walks through a browser.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        ["PostgreSQL", "Kiket.Portal.Tests.Journeys.", "NoTokenAnywhereTests", "DecideSubmissionTests", "WebServerSetupTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Rank);

    private static int Rank(ITestCollection collection) =>
        // Containers come and go with networks of their own, and a browser drops its requests when the machine's networks change.
        collection.DisplayName == PodmanService.Collection ? Long.Length + 1
        : Array.FindIndex(Long, name => collection.DisplayName.Contains(name, StringComparison.Ordinal)) is var rank and >= 0 ? rank : Long.Length;
}
