using System.Net.Sockets;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>What visitors notice when the portal is stopped under load, as an orchestrator stops it (SIGTERM).</summary>
internal static class StopBenchmark
{
    private const int Clients = 32;
    private const int Rounds = 5;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Clients} clients with keep-alive, SIGTERM after {Load.TotalSeconds:0} s, {Rounds} rounds.");
        for (var round = 1; round <= Rounds; round++)
        {
            var data = Places.Temporary();
            await using (var portal = await PortalServerProcess.StartAsync(data))
            {
                using var enough = new CancellationTokenSource();
                var clients = Enumerable.Range(0, Clients).Select(_ => VisitAsync(portal.Address, enough.Token)).ToList();
                await Task.Delay(Load, CancellationToken.None);
                var exit = await portal.StopAsync();
                await enough.CancelAsync();
                var counted = await Task.WhenAll(clients);
                Console.WriteLine(
                    $"Round {round}: {counted.Sum(one => one.Answered)} answered, {counted.Sum(one => one.Refused)} refused a connection, "
                    + $"{counted.Sum(one => one.Failed)} failed; exit code {exit}.");
            }

            Places.Remove(data);
        }
    }

    /// <summary>Asks until a connection is refused, which a proxy takes for "use another node".</summary>
    private static async Task<(int Answered, int Refused, int Failed)> VisitAsync(Uri portal, CancellationToken enough)
    {
        using var client = new HttpClient { BaseAddress = portal };
        var (answered, failed) = (0, 0);
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/marketplace", UriKind.Relative), CancellationToken.None);
                await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
                answered += response.IsSuccessStatusCode ? 1 : 0;
                failed += response.IsSuccessStatusCode ? 0 : 1;
            }
            catch (HttpRequestException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                return (answered, 1, failed);
            }
            catch (HttpRequestException)
            {
                failed++;
            }
        }

        return (answered, 0, failed);
    }
}
