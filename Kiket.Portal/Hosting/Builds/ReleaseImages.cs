using Kiket.Portal.Data;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>What an installation of a release runs.</summary>
/// <param name="ImageId"><c>sha256:…</c>.</param>
/// <param name="User">Null for the engine's default.</param>
public sealed record ReleaseImage(string ImageId, int Port, string? User);

public static class ReleaseImages
{
    /// <summary>The image of a release; null when it isn't managed or has none.</summary>
    public static Task<ReleaseImage?> FindAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) => (
        from release in db.Set<Release>()
        join build in db.Set<ImageBuild>() on new { release.SubmissionId, release.Commit } equals new { build.SubmissionId, build.Commit }
        where release.Id == releaseId && build.State == ImageBuildState.Built && build.ImageId != null
        select new ReleaseImage(build.ImageId!, build.Port, build.User)).SingleOrDefaultAsync(cancellationToken);
}
