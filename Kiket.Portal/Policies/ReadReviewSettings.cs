using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Policies;

/// <summary>How reviews are run now: the operator's row, or the configuration while there is none.</summary>
public sealed class ReadReviewSettings(IDbContextFactory<PortalDb> databases, IOptions<ReviewOptions> options)
{
    public async Task<ReviewSettings> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RunAsync(db, cancellationToken);
    }

    /// <summary>The same inside the caller's unit of work; not tracked.</summary>
    public async Task<ReviewSettings> RunAsync(PortalDb db, CancellationToken cancellationToken) =>
        await db.Set<ReviewSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? ReviewSettings.From(options.Value);
}
