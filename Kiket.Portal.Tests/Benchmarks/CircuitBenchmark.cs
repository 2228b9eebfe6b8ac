using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// What an idle circuit holds: pages of signed-in people are opened in a real browser, and the portal's managed heap
/// is measured after a collection before and after. The browser is driven from a process of its own, because what its
/// driver remembers of a page is no circuit's.
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
        ("wizard, first step", "publisher", "/orgs/acme/extensions/submit"),
    ];

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Circuits} circuits each, opened in Chromium, nothing typed.");
        Console.WriteLine();
        Table.Head("Idle circuit", "Managed heap each, KB");
        foreach (var (name, person, path) in Pages)
        {
            // A portal of its own: what another page left behind is not this one's.
            await using var portal = await PortalServer.StartAsync();
            using var driver = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!,
                [.. OwnAssembly, "benchmark", "open", portal.Address.ToString(), person, path])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            await TellAsync(driver, Before);
            var empty = await HeapAsync();
            await TellAsync(driver, Circuits);
            var full = await HeapAsync();
            driver.StandardInput.Close();
            await driver.WaitForExitAsync();
            Table.Row(name, ((full - empty) / 1024.0 / Circuits).ToString("#,0", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The driver's side: opens as many pages as each line it is told says, and answers once they are live.</summary>
    public static async Task OpenAsync(Uri portal, string person, string path)
    {
        var browser = new Browser();
        await browser.InitializeAsync();
        await using (var visit = await browser.VisitAsync(portal))
        {
            await visit.OpenAsync("/account/login");
            await visit.Page.Locator($"form[action$='/account/demo-sign-in/{person}'] button").ClickAsync();
            await visit.Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
            while (await Console.In.ReadLineAsync() is { } count)
            {
                for (var n = int.Parse(count, CultureInfo.InvariantCulture); n > 0; n--)
                {
                    var page = await visit.Context.NewPageAsync();
                    await page.GotoAsync(path);
                    await Assertions.Expect(page.Locator("main[data-live=on]")).ToBeAttachedAsync(new() { Timeout = 30_000 });
                }

                Console.WriteLine("live");
            }
        }

        await browser.DisposeAsync();
    }

    /// <summary>Started as <c>dotnet Kiket.Portal.Tests.dll</c>, the process is the host and wants the assembly named.</summary>
    private static string[] OwnAssembly =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CircuitBenchmark).Assembly.Location] : [];

    private static async Task TellAsync(Process driver, int count)
    {
        await driver.StandardInput.WriteLineAsync(count.ToString(CultureInfo.InvariantCulture));
        await driver.StandardInput.FlushAsync();
        if (await driver.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("The browser's driver ended before its pages were live.");
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
