namespace Kiket.Portal.Snapshots;

public static class SnapshotsModule
{
    public static IServiceCollection AddSnapshots(this IServiceCollection services)
    {
        services.AddSingleton<ManifestCache>();
        services.AddSingleton<ReadCommitDocuments>();
        services.AddSingleton<ReadDocumentsAgain>();
        services.AddSingleton<ReadCommit>();
        foreach (var rule in SnapshotRules.All)
        {
            services.AddSingleton(rule);
        }

        return services;
    }
}
