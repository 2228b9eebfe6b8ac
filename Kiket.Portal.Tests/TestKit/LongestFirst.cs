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
        // begin when the last browser has long been closed, and still have company, because they leave a core idle.
        if (collection.DisplayName is PodmanService.Collection or DockerService.Collection)
        {
            return Long.Length + 1;
        }

        var rank = Array.FindIndex(Long, name => collection.DisplayName.Contains(name, StringComparison.Ordinal));
        return rank >= 0 ? rank
            : string.CompareOrdinal(collection.DisplayName, "Test collection for Kiket.Portal.Tests.E") < 0 ? Long.Length
            : Long.Length + 2;
    }
}
