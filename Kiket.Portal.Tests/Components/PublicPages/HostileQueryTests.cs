using System.Diagnostics;
using System.Net;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>Whatever is searched for, the answer comes soon and is a page.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class HostileQueryTests
{
    private static readonly string[] Queries =
    [
        "扩展管理器 поиск שלום ภาษาไทย alerts",
        "αβγ 日本語 العربية हिन्दी",
        string.Concat(Enumerable.Repeat("扩展поискשלוםภาษา", 200)),
        string.Join(' ', Enumerable.Repeat("a 扩 б ש ภ", 300)),
        "\uFFFE \u200B \u202E alerts",
        "\" OR 1=1 -- * NEAR( ^:) AND NOT",
        new string('%', 2_000) + new string('_', 2_000),
        "e" + string.Concat(Enumerable.Repeat("\u0301", 2_000)),
    ];

    [Fact]
    public async Task Queries_in_four_scripts_and_of_any_length_are_answered_in_time()
    {
        await using var portal = await PortalServer.StartAsync();
        foreach (var query in Queries)
        {
            var started = Stopwatch.StartNew();
            var address = "/marketplace?q=" + Uri.EscapeDataString(query);
            using var response = await portal.Client().GetAsync(new Uri(address, UriKind.Relative));

            Assert.True(
                response.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge,
                $"{response.StatusCode}: {query[..10]}");
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}: {query[..10]}");
        }

        using var after = await portal.Client().GetAsync(new Uri("/marketplace?q=alerts", UriKind.Relative));
        Assert.Contains("dev.acme.alerts", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
