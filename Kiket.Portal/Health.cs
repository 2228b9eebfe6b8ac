using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kiket.Portal;

/// <summary>
/// <c>/health/live</c>: the process responds. <c>/health/ready</c>: it can also serve requests, because the database is
/// reachable and migrated. Use the first to restart, the second to route traffic.
/// </summary>
public static class Health
{
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [Ready]);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync });
        endpoints.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
        return endpoints;
    }

    /// <summary>Names the failing check and nothing else, because anyone can read it.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Status.ToString().ToLowerInvariant(),
                StringComparer.Ordinal),
        });

    private sealed class DatabaseHealth(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IHealthCheck
    {
        /// <summary>Below the usual probe timeout, so that the probe gets a response.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // SQLite's calls block and ignore the token, so they run on their own thread and the wait has a limit.
                return await Task.Run(() => AskAsync(cancellationToken), cancellationToken).WaitAsync(Limit, clock, cancellationToken);
            }
            catch (TimeoutException exception)
            {
                return HealthCheckResult.Unhealthy("The database doesn't respond in time.", exception);
            }
        }

        private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            return pending.Any()
                ? HealthCheckResult.Unhealthy("Migrations are pending.")
                : HealthCheckResult.Healthy();
        }
    }
}
