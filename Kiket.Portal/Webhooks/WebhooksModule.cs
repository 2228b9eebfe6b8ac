using Kiket.Portal.Checks;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Releases;
using Kiket.Portal.Webhooks.Receiving;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;

namespace Kiket.Portal.Webhooks;

public static class WebhooksModule
{
    /// <summary>GitHub's pushes: receiving them, and what a repository's newest commit means for its listings.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSharedSignal<WebhookTopic>();
        services.AddSingleton<SignatureCheck>();
        services.AddSingleton<StoreDeliveries>();
        services.AddSingleton<KnownRepositories>();
        services.AddSingleton<ReceiveDelivery>();
        services.AddSingleton<RequestSync>();
        services.AddSingleton<RotateWebhookSecret>();
        services.AddSingleton<RevealWebhookSecret>();
        services.AddSingleton<TrackReference>();
        services.AddSingleton<WebhookQueries>();
        services.AddSingleton<ReadHead>();
        services.AddSingleton<FollowExtension>();
        services.AddSingleton<FollowHead>();
        services.AddSingleton<WorkOnSync>();
        services.AddSingleton<SyncQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<SyncQueue>());
        services.AddSingleton<FollowRelease>();
        services.AddEventHandler<ReleasePublished, FollowRelease>("follow-release");
        services.AddSingleton<ReportStatus>();
        services.AddEventHandler<RepositoryRead, ReportStatus>(ReportStatus.HandlerName);
        services.AddEventHandler<ChecksFinished, ReportStatus>(ReportStatus.HandlerName);
        services.AddEventHandler<ChecksStopped, ReportStatus>(ReportStatus.HandlerName);
        services.AddSingleton<ManageHook>();
        services.AddEventHandler<WebhookSecretRotated, ManageHook>("webhook-secret");
        services.AddSingleton<SweepDeliveries>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepDeliveries>());
        foreach (var rule in WebhookRules.All)
        {
            services.AddSingleton(rule);
        }

        return services;
    }
}
