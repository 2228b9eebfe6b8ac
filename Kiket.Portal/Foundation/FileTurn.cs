namespace Kiket.Portal.Foundation;

/// <summary>A file that one process at a time keeps open. The system releases it when the process ends, also when it is killed.</summary>
public static class FileTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Null while another process has it.</summary>
    /// <exception cref="IOException">The file can't be opened for another reason, such as a missing folder.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write there.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }

    /// <inheritdoc cref="TryTake"/>
    /// <summary>Waits for it; null when another process keeps it longer than that.</summary>
    public static async Task<FileStream?> TakeAsync(string path, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } turn)
            {
                return turn;
            }

            if (clock.GetElapsedTime(started) >= patience)
            {
                return null;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
