using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Copies everything that the portal stores into a new folder, while the portal runs.</summary>
internal sealed class BackupCommand(DataDirectory directory, DatabaseVersion version, IDatabaseCopy database, TimeProvider clock) : ICommand
{
    public async Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(argument));
        var partial = target + ".partial";
        if ((Refusal(target, partial) ?? database.CanBackup().Error) is { } refused)
        {
            return refused;
        }

        if (await version.CurrentAsync(cancellationToken) is not { } migration)
        {
            return DatabaseVersion.Missing;
        }

        if (TakePlace(target) is { } occupied)
        {
            return occupied;
        }

        var isDone = false;
        try
        {
            var copied = await CopyAsync(partial, migration, cancellationToken);
            if (!copied.Succeeded)
            {
                return copied.Error;
            }

            Directory.Move(partial, target);
            isDone = true;
            return $"The backup is in {target}. Keep it as safe as the portal itself: the keys that open stored tokens are in it.";
        }
        finally
        {
            if (!isDone && Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>
    /// The portal never changes a file in place, so copying before and after the database catches every file that it names: one
    /// that comes meanwhile is copied after it, one that is deleted meanwhile was copied before it.
    /// </summary>
    private async Task<Result> CopyAsync(string partial, string migration, CancellationToken cancellationToken)
    {
        var files = Path.Combine(partial, BackupManifest.FilesFolder);
        DataFiles.CreatePrivate(partial);
        var at = clock.GetUtcNow();
        await DataFiles.CopyAsync(directory.Root, files, cancellationToken);
        var copied = await database.BackupAsync(Path.Combine(partial, database.FileName), cancellationToken);
        if (copied.Succeeded)
        {
            await DataFiles.CopyAsync(directory.Root, files, cancellationToken);
            await new BackupManifest(BackupManifest.ThisPortal, database.Provider, at, migration).WriteAsync(partial, cancellationToken);
        }

        return copied;
    }

    private Error? Refusal(string target, string partial)
    {
        if (IsInside(target, directory.Root) || IsInside(directory.Root, target))
        {
            return Error.Invalid("folder_in_data", $"{target} and the data directory {directory.Root} contain each other. Choose another folder.");
        }

        if (File.Exists(target) || !DataFiles.IsEmpty(target))
        {
            return Error.Conflict("folder_not_empty", $"{target} isn't empty. Choose a new folder; a backup never replaces anything.");
        }

        return Path.Exists(partial)
            ? Error.Conflict("folder_partial", $"{partial} exists: another backup runs, or one was killed. If none runs, delete it, then run this again.")
            : null;
    }

    /// <summary>Removes an empty folder at the start and not at the end, because it may be a disk, which can't be replaced.</summary>
    private static Error? TakePlace(string target)
    {
        try
        {
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Error.Conflict("folder_not_replaceable", $"{target} can't be replaced. Name a new folder in it, such as {Path.Combine(target, "portal")}.");
        }
    }

    private static bool IsInside(string path, string folder) =>
        (path + Path.DirectorySeparatorChar).StartsWith(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
