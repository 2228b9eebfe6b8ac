using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Configuration;

/// <summary>Deletes values that were replaced so long ago that no rollback needs them, secrets among them.</summary>
public sealed class SweepConfiguration(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    public string Name => "sweep-configuration";

    public TimeSpan Interval => TimeSpan.FromHours(6);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - ConfigurationStore.RestorableFor;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.Set<ConfigurationRow>();
        await rows
            .Where(row => rows.Any(later => later.ScopeId == row.ScopeId && later.Key == row.Key && later.Version > row.Version && later.SetAt < before))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
