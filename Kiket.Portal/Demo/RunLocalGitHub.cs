using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Demo.LocalGitHub;

namespace Kiket.Portal.Demo;

/// <summary>
/// Runs the local GitHub while the portal runs. It starts before every other hosted service and stops after them.
/// </summary>
internal sealed class RunLocalGitHub(
    DemoRepositories repositories,
    FaultPlan faults,
    TimeProvider time,
    LocalGitHubAddress address,
    LoopbackStandIns standIns,
    ILogger<RunLocalGitHub> log) : IHostedLifecycleService, IAsyncDisposable
{
    private LocalGitHubServer? _server;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _server = await LocalGitHubServer.StartAsync(repositories, faults, time, cancellationToken: cancellationToken);
        address.ApiUrl = _server.Address;
        SampleExtensions.Announce(standIns, _server.Address);
        log.LogInformation("The local GitHub serves {Count} sample repositories at {Address}", repositories.All.Count, _server.Address);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }
}
