using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Figures for people: <c>dotnet run -c Release --project Kiket.Portal.Tests -- benchmark listings</c>, or
/// <c>benchmark reading</c>. Tests run with
/// <c>dotnet test</c> as ever; no figure ever fails one.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Places.UseDisk();
        switch (args)
        {
            case ["benchmark", "listings", .. var chosen]:
                var words = chosen.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList();
                await ListingBenchmark.RunAsync(
                    [.. words.Where(word => int.TryParse(word, out _)).Select(int.Parse)],
                    [.. words.Where(IsDatabase).Select(word => Enum.Parse<DatabaseProvider>(word, ignoreCase: true))],
                    [.. words.Where(word => !int.TryParse(word, out _) && !IsDatabase(word))]);
                return 0;
            case ["benchmark", "reading"]:
                ReadingBenchmark.Run();
                return 0;
            case ["benchmark", "checks"]:
                await CheckBenchmark.RunAsync();
                return 0;
            case ["benchmark", "circuits"]:
                await CircuitBenchmark.RunAsync();
                return 0;
            case ["benchmark", "stop"]:
                await StopBenchmark.RunAsync();
                return 0;
            case ["benchmark", "webhook"]:
                await WebhookBenchmark.RunAsync();
                return 0;
            case ["benchmark", "storm", .. var deliveries]:
                await StormBenchmark.RunAsync(deliveries is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 10_000);
                return 0;
            case ["benchmark", "upgrades", .. var installations]:
                await UpgradeBenchmark.RunAsync(installations is [var many] ? int.Parse(many, CultureInfo.InvariantCulture) : 200_000);
                return 0;
            case ["benchmark", "recommendations", .. var installations]:
                await RecommendationBenchmark.RunAsync(installations is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 500);
                return 0;
            case ["benchmark", "billing", .. var installations]:
                await BillingBenchmark.RunAsync(
                    installations is [var paid] ? [int.Parse(paid, CultureInfo.InvariantCulture)] : [20_000, 200_000]);
                return 0;
            case ["check", "stripe", var description]:
                return await Billing.StripeCalls.CheckAsync(description, Console.Out);
            case ["benchmark", "hosting"]:
                await HostingBenchmark.RunAsync();
                return 0;
            case ["kills", "hosting", .. var times]:
                return await HostingKills.RunAsync(times is [.., var last] ? int.Parse(last, CultureInfo.InvariantCulture) : 40);
            case ["benchmark", "telemetry", .. var minutes]:
                await TelemetryBenchmark.RunAsync(minutes is [var length] ? int.Parse(length, CultureInfo.InvariantCulture) : 1);
                return 0;
            case ["benchmark", "open", var portal, var person, var path]:
                await CircuitBenchmark.OpenAsync(new Uri(portal), person, path);
                return 0;
            default:
                await Console.Error.WriteLineAsync(
                    "Usage: benchmark listings [--size 20000] [--database sqlite | postgresql] [cold]"
                    + " | benchmark reading | benchmark checks | benchmark circuits | benchmark stop | benchmark webhook | benchmark storm [10000]"
                    + " | benchmark upgrades [200000] | benchmark recommendations [500] | benchmark billing [20000] | benchmark hosting"
                    + " | benchmark telemetry [1] | check stripe <path> | kills hosting [--times 40]");
                return 2;
        }
    }

    private static bool IsDatabase(string word) => Enum.TryParse<DatabaseProvider>(word, ignoreCase: true, out _) && !int.TryParse(word, out _);
}
