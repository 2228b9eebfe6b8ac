using Kiket.Portal.Data;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>The image from which a release runs.</summary>
/// <param name="ImageId"><c>sha256:</c> and 64 hex digits.</param>
/// <param name="Port">On which it listens.</param>
/// <param name="User">Numeric and not root; null for the usual one.</param>
public sealed record ReleaseImage(string ImageId, int Port, string? User);

/// <summary>Finds the images of releases.</summary>
public static class ReleaseImages
{
    /// <summary>Null while none is built.</summary>
    public static async Task<ReleaseImage?> FindAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken)
    {
        var found = await (
            from release in db.Set<Release>()
            where release.Id == releaseId
            join build in db.Set<ImageBuild>() on release.SubmissionId equals build.SubmissionId
            where build.State == ImageBuildState.Built && build.ImageId != null
            orderby build.QueuedAt descending
            select new { build.ImageId, build.Port, build.User }).FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : new ReleaseImage(found.ImageId!, found.Port, found.User);
    }
}
