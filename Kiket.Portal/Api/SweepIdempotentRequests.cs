using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Api;

/// <summary>
/// Deletes requests with an Idempotency-Key after a day. They aren't used after that, so a late sweep only costs space.
/// </summary>
public sealed class SweepIdempotentRequests(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    public string Name => "sweep-idempotent-requests";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <summary>Returns how many were deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - IdempotentRequest.Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<IdempotentRequest>().Where(request => request.CreatedAt <= oldest).ExecuteDeleteAsync(cancellationToken);
    }

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
