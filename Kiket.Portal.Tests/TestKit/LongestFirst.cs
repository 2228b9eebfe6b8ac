using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Kiket.Portal.Tests.TestKit.LongestFirst", "Kiket.Portal.Tests")]

namespace Kiket.Portal.Tests.TestKit;

/// <summary>What takes longest begins first, so that no core is idle while the last class walks through a browser.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        ["PostgreSQL", "Kiket.Portal.Tests.Journeys.", "NoTokenAnywhereTests", "DecideSubmissionTests", "WebServerSetupTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Rank);

    private static int Rank(ITestCollection collection)
    {
        // Containers come and go with networks of their own, and a browser drops its requests when the machine's networks change. So they
        // begin when the last browser has long been closed, and still have company, because they leave a core idle. One engine
        // after the other: podman loses its way when a machine is too busy to tell it in time that a container has ended.
        if (collection.DisplayName is DockerService.Collection or PodmanService.Collection)
        {
            return Long.Length + (collection.DisplayName == DockerService.Collection ? 1 : 3);
        }

        var rank = Array.FindIndex(Long, name => collection.DisplayName.Contains(name, StringComparison.Ordinal));
        return rank >= 0 ? rank
            : IsBefore("B") ? Long.Length
            : IsBefore("E") ? Long.Length + 2
            : Long.Length + 4;

        bool IsBefore(string letter) => string.CompareOrdinal(collection.DisplayName, "Test collection for Kiket.Portal.Tests." + letter) < 0;
    }
}
