using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews;

/// <summary>All findings at a commit that a reviewer judges: from reading it, from the checks, and from building it.</summary>
internal static class ReviewFindings
{
    public static async Task<IReadOnlyList<Finding>> OfAsync(PortalDb db, Submission submission, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var known = await CheckQueries.FindAsync(db, snapshot.RepositoryId, snapshot.Commit, cancellationToken);
        var applicant = await ReserveExtensionId.ApplicantAsync(db, submission.OrganizationId, snapshot.RepositoryId, cancellationToken);
        var build = await BuildQueries.CurrentAsync(db, submission, cancellationToken);
        return [.. snapshot.Findings, .. known?.Report.OwnFindings ?? [], .. build?.Findings ?? [], .. RepositoryNotices.Of(submission, applicant, snapshot)];
    }
}
