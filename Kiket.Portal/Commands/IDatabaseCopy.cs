using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Copies the whole database to a file and back, in the way of its provider.</summary>
internal interface IDatabaseCopy
{
    DatabaseProvider Provider { get; }

    /// <summary>Name of the copy in a backup.</summary>
    string FileName { get; }

    /// <summary>Refuses where <see cref="BackupAsync"/> can't work, before anything is written.</summary>
    Result CanBackup();

    /// <summary>Writes the database as it is at one moment, while others go on writing.</summary>
    Task<Result> BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>Refuses where <see cref="RestoreAsync"/> can't work or would replace something.</summary>
    Task<Result> CanRestoreAsync(CancellationToken cancellationToken);

    Task<Result> RestoreAsync(string file, CancellationToken cancellationToken);
}
