using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Reviews;

/// <summary>Everything that was found at a commit and that a reviewer judges: by reading it, and by the checks.</summary>
internal static class ReviewFindings
{
    public static async Task<IReadOnlyList<Finding>> OfAsync(PortalDb db, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var known = await CheckQueries.FindAsync(db, snapshot.RepositoryId, snapshot.Commit, cancellationToken);
        return [.. snapshot.Findings, .. known?.Report.OwnFindings ?? []];
    }
}
