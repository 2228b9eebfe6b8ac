using Kiket.Portal.Analytics.Alerts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Jobs;

namespace Kiket.Portal.Analytics;

public static class AnalyticsModule
{
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.AddSingleton<TelemetryStore>();
        services.AddHostedService<PrepareStore>();
        services.AddSingleton<StoreTelemetry>();
        services.AddSingleton<IWriteTelemetry>(provider => provider.GetRequiredService<StoreTelemetry>());
        services.AddSingleton<MergeTelemetry>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<MergeTelemetry>());
        services.AddSingleton<ReadTelemetryRows>();
        services.AddSingleton<MarketplaceTelemetry>();
        services.AddSingleton<ErrorGroupQueries>();
        services.AddSingleton<DecideErrorGroup>();
        services.AddSingleton<PublisherAnalytics>();
        services.AddSingleton<FindExtension>();
        services.AddSingleton<AnalyticsMetrics>();
        services.AddSingleton<InstallationHealthQueries>();
        services.AddSingleton<ChooseTelemetry>();
        services.AddSingleton<WatchReleases>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<WatchReleases>());
        AddCounts(services);
        services.AddSharedSignal<TelemetryTopic>();
        services.AddSingleton<CreateTelemetryToken>();
        services.AddSingleton<RevokeTelemetryToken>();
        services.AddSingleton<TelemetryTokenQueries>();
        services.AddSingleton<IContainerVariables, GiveContainersTokens>();
        services.AddSingleton<TelemetryDirectory>();
        services.AddSingleton<TelemetryLimits>();
        services.AddSingleton<TelemetryQueue>();
        services.AddSingleton<TelemetryCounters>();
        services.AddSingleton<ReceiveTelemetry>();
        services.AddSingleton<KnownNames>();
        services.AddHostedService<TelemetryWriter>();
        return services;
    }

    private static void AddCounts(IServiceCollection services)
    {
        services.AddSingleton<RecordInstallationEvents>();
        services.AddEventHandler<InstallationInstalled, RecordInstallationEvents>(RecordInstallationEvents.HandlerName);
        services.AddEventHandler<InstallationUpgraded, RecordInstallationEvents>(RecordInstallationEvents.HandlerName);
        services.AddEventHandler<InstallationRolledBack, RecordInstallationEvents>(RecordInstallationEvents.HandlerName);
        services.AddEventHandler<InstallationUninstalled, RecordInstallationEvents>(RecordInstallationEvents.HandlerName);
        services.AddSingleton<CountInstallations>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<CountInstallations>());
        services.AddSingleton<ReadInstallationDays>();
        services.AddSingleton<CountViews>();
        services.AddHostedService(provider => provider.GetRequiredService<CountViews>());
    }
}
