using System.Globalization;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Data;

/// <summary>
/// Makes sure before anything else that the portal can write to its data directory, that only its user can read the database,
/// and that a SQLite database has one process. Held until the portal stops; a killed process holds nothing.
/// </summary>
internal sealed class HoldDataDirectory(DataDirectory directory, IOptions<DatabaseOptions> database) : IHostedLifecycleService, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Long enough for a portal that is stopped as this one starts.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private FileStream? _hold;

    private string HoldFile => Path.Combine(directory.Root, "portal.lock");

    /// <summary>Beside the lock, because no other process can read a locked file.</summary>
    private string ProcessFile => Path.Combine(directory.Root, "portal.pid");

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            Probe();
            if (database.Value.Provider == DatabaseProvider.Sqlite)
            {
                _hold = await TakeAsync(cancellationToken);
                await File.WriteAllTextAsync(ProcessFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
                Protect();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw directory.Unusable(exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _hold?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _hold?.Dispose();

    /// <summary>A folder can be there and be read-only.</summary>
    private void Probe()
    {
        var probe = Path.Combine(directory.Root, $".probe-{Path.GetRandomFileName()}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
    }

    private async Task<FileStream> TakeAsync(CancellationToken cancellationToken) =>
        await FileTurn.TakeAsync(HoldFile, Patience, TimeProvider.System, cancellationToken)
        ?? throw new CannotStartException(
            $"{Holder()} uses {directory.Root} already. Stop it, give this portal another Portal:DataDirectory, or use PostgreSQL to run several.");

    private string Holder() => File.Exists(ProcessFile) ? $"The process {File.ReadAllText(ProcessFile)}" : "Another process";

    /// <summary>SQLite gives its companions (-wal, -shm) the mode of the database.</summary>
    private void Protect()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using (new FileStream(
            directory.DatabaseFile,
            new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly }))
        {
        }

        foreach (var file in Directory.EnumerateFiles(directory.Root, Path.GetFileName(directory.DatabaseFile) + "*"))
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }
    }
}
