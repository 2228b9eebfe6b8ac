using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Makes the files that customers see public. In a private registry they stay with its members.</summary>
public static class PublishFiles
{
    public static async Task RunAsync(PortalDb db, Submission submission, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (submission.IsPrivate)
        {
            return;
        }

        var ids = submission.Attachments.Where(attachment => attachment.Kind.IsPublicOnceApproved()).Select(attachment => attachment.UploadId).ToList();
        await db.Set<Upload>()
            .Where(upload => ids.Contains(upload.Id) && upload.PublishedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(upload => upload.PublishedAt, now), cancellationToken);
    }
}
