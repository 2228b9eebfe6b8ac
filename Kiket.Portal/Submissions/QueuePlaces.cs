using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>The position of a submission in the reviewers' queue.</summary>
public sealed class QueuePlaces(IDbContextFactory<PortalDb> databases)
{
    /// <summary>How many submissions have waited longer; null when this one is not waiting. A number only: the others stay private.</summary>
    public async Task<int?> BeforeAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission is not { State: SubmissionState.InReview, SubmittedAt: { } since })
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Submission>().CountAsync(
            other => other.State == SubmissionState.InReview
                && other.Registry == submission.Registry
                && other.SubmittedAt < since
                && other.Id != submission.Id,
            cancellationToken);
    }
}
