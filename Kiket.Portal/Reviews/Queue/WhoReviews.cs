using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Who is reviewing a submission right now, for its publisher.</summary>
public sealed class WhoReviews(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The name of the reviewer who has claimed it; null when nobody has.</summary>
    public async Task<string?> NameAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.Set<ReviewClaim>()
            .Where(claim => claim.SubmissionId == submissionId && claim.Until > now)
            .Select(claim => claim.ReviewerName)
            .SingleOrDefaultAsync(cancellationToken);
    }
}
