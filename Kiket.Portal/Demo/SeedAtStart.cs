namespace Kiket.Portal.Demo;

/// <summary>Seeds an empty demo before the portal listens, so that the first page already has content.</summary>
internal sealed class SeedAtStart(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>
    /// Resolves the seed service only now, because its services read GitHub's address once and the local GitHub has
    /// just got its address.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken) => services.GetRequiredService<DemoSeed>().RunAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
