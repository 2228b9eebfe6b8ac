namespace Kiket.Portal.Commands;

/// <summary>Copies what is beside the database in the data directory, also while the portal writes there.</summary>
internal static class DataFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How often a file is tried that the portal is writing right now.</summary>
    private const int MaxTries = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The root of a disk has one; only the system can open it.</summary>
    private const string LostAndFound = "lost+found";

    /// <summary>Uploads that are still arriving. No row names them.</summary>
    private static readonly string[] Waiting = [Path.Combine("files", "uploads", "waiting"), Path.Combine("files", "tickets", "waiting")];

    public static bool IsEmpty(string directory) =>
        !Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any(entry => Path.GetFileName(entry) != LostAndFound);

    /// <summary>Deletes everything in a directory, and not the directory itself, which may be a mounted disk.</summary>
    public static void Clear(string directory)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(entry => entry.Name != LostAndFound))
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>A folder that only its owner can open, because it will contain keys and passwords' hashes.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    /// <summary>
    /// Copies every file that isn't in the target yet, to disk. A file that disappears meanwhile is left out: it was temporary,
    /// or the portal deleted it.
    /// </summary>
    public static async Task CopyAsync(string from, string to, CancellationToken cancellationToken) =>
        await CopyAsync(new DirectoryInfo(from), "", to, cancellationToken);

    /// <summary>Copies one file to disk, under another name until it is complete.</summary>
    public static async Task CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        var partial = to + ".partial";
        await CopyAsync(new FileInfo(from), partial, cancellationToken);
        File.Move(partial, to);
    }

    /// <summary>Waits until a file's content is on the disk and not only on its way there.</summary>
    public static void Flush(string path)
    {
        // Windows flushes only what may be written; a copied file may be read-only elsewhere.
        using var handle = File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read);
        RandomAccess.FlushToDisk(handle);
    }

    private static async Task CopyAsync(DirectoryInfo from, string below, string to, CancellationToken cancellationToken)
    {
        CreatePrivate(to);
        foreach (var entry in Entries(from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (path, target) = (Path.Combine(below, entry.Name), Path.Combine(to, entry.Name));
            if (IsLeftOut(path))
            {
                continue;
            }

            if (entry is DirectoryInfo folder)
            {
                await CopyAsync(folder, path, target, cancellationToken);
            }
            else if (entry is FileInfo file && !IsCopied(file, new FileInfo(target)))
            {
                await CopyAsync(file, target, cancellationToken);
            }
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo directory)
    {
        try
        {
            return directory.GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The databases have copies of their own; locks belong to running processes.</summary>
    private static bool IsLeftOut(string path) =>
        path.StartsWith("portal.db", StringComparison.Ordinal)
        || path.StartsWith("telemetry.db", StringComparison.Ordinal)
        || path is LostAndFound or "migration.lock" or "portal.lock" or "portal.pid"
        || path == Path.Combine("secrets", "lock")
        || Waiting.Contains(path, StringComparer.Ordinal);

    private static bool IsCopied(FileInfo file, FileInfo copy) =>
        copy.Exists && file.Exists && copy.Length == file.Length && copy.LastWriteTimeUtc == file.LastWriteTimeUtc;

    private static async Task CopyAsync(FileInfo file, string target, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                file.CopyTo(target, overwrite: true);
                Flush(target);
                return;
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException && !File.Exists(file.FullName))
            {
                return;
            }
            catch (IOException) when (attempt < MaxTries)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
