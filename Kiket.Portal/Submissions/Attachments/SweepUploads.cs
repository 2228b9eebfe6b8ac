using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>
/// Deletes uploads that no submission uses and that are older than a day: removed pictures, files of deleted drafts, and
/// half-written files of a killed process. The day lets people undo a removal and protects long uploads.
/// </summary>
public sealed class SweepUploads(IDbContextFactory<PortalDb> databases, UploadStore store, TimeProvider clock) : IRegularWork
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public string Name => "sweep-uploads";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <summary>How many uploads and stray files were deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var orphans = await Unused(db, before).Select(upload => new { upload.Id, upload.Format }).ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var orphan in orphans)
        {
            // Checked again while deleting: somebody may have just undone the removal. The row goes first, so that no
            // submission can use a file that no longer exists.
            if (await Unused(db, before).Where(upload => upload.Id == orphan.Id).ExecuteDeleteAsync(cancellationToken) == 1)
            {
                store.Delete(orphan.Id, orphan.Format);
                deleted++;
            }
        }

        return deleted + await StraysAsync(db, before, cancellationToken);
    }

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    private static IQueryable<Upload> Unused(PortalDb db, DateTimeOffset before) => db.Set<Upload>().Where(upload =>
        upload.UploadedAt < before && !db.Set<Attachment>().Any(attachment => attachment.UploadId == upload.Id));

    private async Task<int> StraysAsync(PortalDb db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var (path, id) in store.OlderThan(before))
        {
            if (id is null || !await db.Set<Upload>().AnyAsync(upload => upload.Id == id, cancellationToken))
            {
                File.Delete(path);
                deleted++;
            }
        }

        return deleted;
    }
}
