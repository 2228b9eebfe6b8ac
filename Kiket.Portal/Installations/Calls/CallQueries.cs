using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Calls;

/// <summary>The attempts to call an extension, the newest first. Who may see them is decided by the caller.</summary>
public sealed class CallQueries(IDbContextFactory<PortalDb> databases)
{
    /// <param name="installation">The installation's public number.</param>
    public async Task<Page<CallAttempt>> ListAsync(long installation, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = db.Set<CallAttempt>().AsNoTracking().Where(attempt => attempt.Installation == installation);
        var items = await all
            .OrderByDescending(attempt => attempt.At).ThenByDescending(attempt => attempt.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<CallAttempt>(items, page, await all.CountAsync(cancellationToken));
    }
}
