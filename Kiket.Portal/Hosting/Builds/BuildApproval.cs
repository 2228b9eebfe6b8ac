using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>Whether the image of a submission lets it be approved.</summary>
public static class BuildApproval
{
    /// <summary>The code of a refusal that ends by itself.</summary>
    public const string Pending = "build_pending";

    /// <summary>
    /// Why it can't be approved yet; null when it can: it isn't managed, its image responded, or hosting is off here, so that nothing was tried.
    /// </summary>
    public static async Task<Error?> RefusalAsync(PortalDb db, Submission submission, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Manifest?.Hosting is not { Managed: true })
        {
            return null;
        }

        var build = await BuildQueries.CurrentAsync(db, submission, cancellationToken);
        if (build?.CanRun == true)
        {
            return null;
        }

        // What was tried and didn't work stays so, whether or not hosting is on now.
        if (build is { State: ImageBuildState.Refused or ImageBuildState.Failed, Failure: { } failure })
        {
            return Error.Conflict("build_failed", $"Its image doesn't run: {failure.Sentence} The publisher can fix it, or build it again.");
        }

        if (build is { State: ImageBuildState.Built, ImageId: null })
        {
            return Error.Conflict("build_removed", "Its image was removed, because it was rejected long ago. The publisher can build it again.");
        }

        return (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn
            ? Error.Conflict(Pending, "Its image is still being built and tried. You can approve it when it has responded; the page shows when.")
            : null;
    }
}
