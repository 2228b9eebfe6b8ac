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
        switch (args)
        {
            case ["benchmark", "listings", .. var sizes]:
                await ListingBenchmark.RunAsync([.. sizes.Select(int.Parse).DefaultIfEmpty()]);
                return 0;
            case ["benchmark", "reading"]:
                ReadingBenchmark.Run();
                return 0;
            case ["benchmark", "circuits"]:
                await CircuitBenchmark.RunAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync("Usage: benchmark listings [1000 20000 200000] | benchmark reading | benchmark circuits");
                return 2;
        }
    }
}
