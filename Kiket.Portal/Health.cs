using Kiket.Portal.Data;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kiket.Portal;

/// <summary>
/// <c>/health/live</c>: the process responds. <c>/health/ready</c>: it can also serve requests, because the database is
/// reachable and migrated, and the style sheets and scripts are there. Use the first to restart, the second to route
/// traffic. "degraded" still serves requests, and needs a person soon.
/// </summary>
public static class Health
{
    private const string Ready = "ready";
    private const long LeastFree = 200L * 1024 * 1024;

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready])
            .AddCheck<AssetsHealth>("assets", tags: [Ready])
            .AddCheck<DiskHealth>("disk", tags: [Ready])
            .AddCheck<KeysHealth>("keys", tags: [Ready]);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync });
        endpoints.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
        return endpoints;
    }

    /// <summary>Names the checks and our own sentences about them, never an exception, because anyone can read it.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Status.ToString().ToLowerInvariant(),
                StringComparer.Ordinal),
            reasons = report.Entries
                .Where(entry => entry.Value is { Status: not HealthStatus.Healthy, Description: not null, Exception: null })
                .ToDictionary(entry => entry.Key, entry => entry.Value.Description, StringComparer.Ordinal),
        });

    /// <summary>A program that is started with the wrong content root answers with empty style sheets.</summary>
    private sealed class AssetsHealth(IWebHostEnvironment environment) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            environment.WebRootFileProvider.GetFileInfo("portal.css") is { Exists: true, Length: > 0 }
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The style sheets and scripts are missing. Publish the portal again, with its wwwroot folder."));
    }

    /// <summary>Whether the disk of the data directory has room for a day's uploads.</summary>
    /// <param name="free">Bytes.</param>
    public static HealthCheckResult Disk(long free) => free >= LeastFree
        ? HealthCheckResult.Healthy()
        : HealthCheckResult.Degraded(
            FormattableString.Invariant($"Only {free / 1024 / 1024} MB are free for the data directory. Free space, or move it to a larger disk."));

    private sealed class DiskHealth(DataDirectory directory) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(Disk(new DriveInfo(directory.Root).AvailableFreeSpace));
    }

    private sealed class KeysHealth(SecretsHealth secrets) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(secrets.Problem is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
    }

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
