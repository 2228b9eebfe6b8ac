using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>A person's own request to change their address. The user id is always the reader's.</summary>
public sealed class EmailChangeQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The open request; null when there is none or it is too old.</summary>
    public async Task<EmailChange?> PendingAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<EmailChange>().AsNoTracking()
            .SingleOrDefaultAsync(change => change.UserId == userId && change.ExpiresAt > now, cancellationToken);
    }
}

/// <summary>Cancels the request. Both links stop working.</summary>
public sealed class CancelEmailChange(IDbContextFactory<PortalDb> databases)
{
    public async Task RunAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<EmailChange>().Where(change => change.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
