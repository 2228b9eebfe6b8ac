using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Calls;

/// <summary>Makes the next key of runtime tokens in time.</summary>
public sealed class RotateRuntimeKeys(RuntimeKeys keys) : IRegularWork
{
    public string Name => "rotate-runtime-keys";

    public TimeSpan Interval => TimeSpan.FromMinutes(30);

    public Task RunAsync(CancellationToken cancellationToken) => keys.RotateAsync(cancellationToken);
}

/// <summary>Deletes old attempts.</summary>
public sealed class SweepCallAttempts(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    /// <summary>As long as an upgrade can be rolled back.</summary>
    public static readonly TimeSpan StoredFor = TimeSpan.FromDays(30);

    public string Name => "sweep-call-attempts";

    public TimeSpan Interval => TimeSpan.FromHours(6);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - StoredFor;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<CallAttempt>().Where(attempt => attempt.At < before).ExecuteDeleteAsync(cancellationToken);
    }
}
