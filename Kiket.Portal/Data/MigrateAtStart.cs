namespace Kiket.Portal.Data;

/// <summary>
/// Migrates before any other hosted service starts, including the web server, so every request sees the newest tables.
/// Registered first, so that other work in <c>StartingAsync</c> (sample data) comes after it.
/// </summary>
internal sealed class MigrateAtStart(MigrateDatabase migrate) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => migrate.RunAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
