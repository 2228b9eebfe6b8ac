using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Where a submission stands among those that wait for the reviewers.</summary>
public sealed class QueuePlaces(IDbContextFactory<PortalDb> databases)
{
    /// <summary>How many wait longer than this one; null when it does not wait. The number alone: whose they are concerns nobody.</summary>
    public async Task<int?> BeforeAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission is not { State: SubmissionState.InReview, SubmittedAt: { } since })
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Submission>().CountAsync(
            other => other.State == SubmissionState.InReview && other.SubmittedAt < since && other.Id != submission.Id, cancellationToken);
    }
}
