namespace Kiket.Portal.Demo;

/// <summary>Fills an empty demo before the portal listens, so that the first page already has something to show.</summary>
internal sealed class SeedAtStart(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>
    /// Asks for the seeding only now: its services read GitHub's address once, and the local GitHub has one since
    /// a moment ago.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken) => services.GetRequiredService<DemoSeed>().RunAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
