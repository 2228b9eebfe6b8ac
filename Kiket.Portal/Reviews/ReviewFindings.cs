using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews;

/// <summary>All findings at a commit that a reviewer judges: from reading it and from the checks.</summary>
internal static class ReviewFindings
{
    public static async Task<IReadOnlyList<Finding>> OfAsync(PortalDb db, Submission submission, CommitSnapshot snapshot, CancellationToken cancellationToken)
    {
        var known = await CheckQueries.FindAsync(db, snapshot.RepositoryId, snapshot.Commit, cancellationToken);
        var applicant = await ReserveExtensionId.ApplicantAsync(db, submission.OrganizationId, snapshot.RepositoryId, cancellationToken);
        return [.. snapshot.Findings, .. known?.Report.OwnFindings ?? [], .. RepositoryNotices.Of(submission, applicant, snapshot)];
    }
}
