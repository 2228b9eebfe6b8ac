using System.Globalization;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// What an idle circuit holds: pages of signed-in people are opened in a real browser, and the portal's managed heap
/// is measured after a collection before and after.
/// </summary>
internal static class CircuitBenchmark
{
    private const int Circuits = 12;

    /// <summary>Opened before: what is loaded once for all is no circuit's.</summary>
    private const int Before = 3;

    private static readonly (string Name, string Person, string Path)[] Pages =
    [
        ("listing", "customer", "/marketplace/dev.acme.alerts"),
        ("browse", "customer", "/marketplace"),
        ("review queue", "reviewer", "/review"),
    ];

    public static async Task RunAsync()
    {
        var browser = new Browser();
        await browser.InitializeAsync();
        Console.WriteLine($"{Circuits} circuits each, opened in Chromium, nothing typed.");
        Console.WriteLine();
        Table.Head("Idle circuit", "Managed heap each, KB");
        foreach (var (name, person, path) in Pages)
        {
            // A portal of its own: what another page left behind is not this one's.
            await using var portal = await PortalServer.StartAsync();
            await using var visit = await browser.VisitAsync(portal);
            await visit.OpenAsync("/account/login");
            await visit.Page.Locator($"form[action$='/account/demo-sign-in/{person}'] button").ClickAsync();
            await visit.Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
            await OpenAsync(visit, path, Before);
            var empty = await HeapAsync();
            await OpenAsync(visit, path, Circuits);
            var full = await HeapAsync();
            Table.Row(name, ((full - empty) / 1024.0 / Circuits).ToString("#,0", CultureInfo.InvariantCulture));
        }

        await browser.DisposeAsync();
    }

    private static async Task OpenAsync(Visit visit, string path, int count)
    {
        for (var n = 0; n < count; n++)
        {
            var page = await visit.Context.NewPageAsync();
            await page.GotoAsync(path);
            await Assertions.Expect(page.Locator("main[data-live=on]")).ToBeAttachedAsync(new() { Timeout = 30_000 });
        }
    }

    private static async Task<long> HeapAsync()
    {
        var least = long.MaxValue;
        for (var time = 0; time < 4; time++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }
}
