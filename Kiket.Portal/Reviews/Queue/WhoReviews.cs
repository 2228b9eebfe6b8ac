using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Who looks at a submission right now, as its publisher may know it.</summary>
public sealed class WhoReviews(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The name of the reviewer who holds it; null when nobody does.</summary>
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
