using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Copies a backup into an empty data directory, and on PostgreSQL into an empty database.</summary>
internal sealed class RestoreCommand(DataDirectory directory, DatabaseVersion version, IDatabaseCopy database) : ICommand
{
    public async Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(argument);
        if (await BackupManifest.ReadAsync(source, cancellationToken) is not { } manifest)
        {
            return Error.NotFound("backup_missing", $"{source} isn't a complete backup: it has no readable {BackupManifest.FileName}. Name another folder.");
        }

        if (Refusal(source, manifest, await version.OfThisPortalAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        var possible = await database.CanRestoreAsync(cancellationToken);
        if (!possible.Succeeded)
        {
            return possible.Error;
        }

        var restored = await CopyAsync(source, cancellationToken);
        return restored.Succeeded
            ? FormattableString.Invariant($"Restored the backup of {manifest.CreatedAt.UtcDateTime:d MMM yyyy HH:mm} UTC. You can start the portal.")
            : restored.Error;
    }

    private Error? Refusal(string source, BackupManifest manifest, string known)
    {
        if (manifest.Provider != database.Provider)
        {
            return Error.Conflict(
                "backup_of_other_provider",
                $"The backup is of {manifest.Provider}, and Database:Provider is {database.Provider}. Set Database:Provider to {manifest.Provider}.");
        }

        if (manifest.Migration != known)
        {
            return Error.Conflict(
                "backup_of_other_version",
                $"The backup is of another version of the portal ({manifest.Portal}). Restore it with that version, then start this one, which upgrades it.");
        }

        if (!File.Exists(Path.Combine(source, database.FileName)))
        {
            return Error.NotFound("backup_incomplete", $"The backup has no {database.FileName}. Use another one.");
        }

        return DataFiles.IsEmpty(directory.Root)
            ? null
            : Error.Conflict(
                "data_not_empty",
                $"The data directory {directory.Root} isn't empty. Name a new one in Portal:DataDirectory; restoring never replaces anything.");
    }

    /// <summary>The database comes last. After a failure the data directory is empty again, so that no portal starts on half of it.</summary>
    private async Task<Result> CopyAsync(string source, CancellationToken cancellationToken)
    {
        var isDone = false;
        try
        {
            await DataFiles.CopyAsync(Path.Combine(source, BackupManifest.FilesFolder), directory.Root, cancellationToken);
            var restored = await database.RestoreAsync(Path.Combine(source, database.FileName), cancellationToken);
            isDone = restored.Succeeded;
            return restored;
        }
        finally
        {
            if (!isDone)
            {
                DataFiles.Clear(directory.Root);
            }
        }
    }
}
