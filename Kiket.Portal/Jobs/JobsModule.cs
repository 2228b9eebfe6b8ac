using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.Data.Sqlite;
using Quartz;

namespace Kiket.Portal.Jobs;

public static class JobsModule
{
    /// <summary>Enough for the ten workers of all queues, so that no queue waits for another one, and for six regular jobs beside them.</summary>
    private const int Threads = 16;

    /// <summary>
    /// Jobs and their triggers are stored in the portal's own database, in tables that the migrations create. They survive
    /// a restart, and several portals on one PostgreSQL share them.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSharedSignal<WorkSignal>();
        services.AddSingleton<BusyWorkers>();
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(store => UseDatabase(store, configuration));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<ScheduleQueues>();
        return services;
    }

    private static void UseDatabase(IPersistentStoreBuilder store, IConfiguration configuration)
    {
        if (configuration.GetValue("Database:Provider", DatabaseProvider.Sqlite) == DatabaseProvider.PostgreSql)
        {
            store.UsePostgres(source => source.ConnectionString = configuration.GetConnectionString("Portal"));
            store.UseClustering();
            return;
        }

        // The file's path is only known once the host is built.
        store.UseSqlite(source => source.DataSourceFactory = provider =>
            SqliteFactory.Instance.CreateDataSource(DataModule.SqliteConnection(provider.GetRequiredService<DataDirectory>().DatabaseFile)));
    }
}
