using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kiket.Portal;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can also serve, with the database reachable and
/// migrated. Restart on the first, route traffic by the second.
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

    /// <summary>Says which check fails and nothing else: anyone may read it.</summary>
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
        /// <summary>Below the usual probe timeout, so that the probe hears an answer.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // SQLite's calls block and do not listen to the token, hence a thread of their own and a wait that ends.
                return await Task.Run(() => AskAsync(cancellationToken), cancellationToken).WaitAsync(Limit, clock, cancellationToken);
            }
            catch (TimeoutException exception)
            {
                return HealthCheckResult.Unhealthy("The database does not answer in time.", exception);
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
