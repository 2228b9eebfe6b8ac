using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations.Deletion;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Installations;

public static class InstallationsModule
{
    public static IServiceCollection AddInstallations(this IServiceCollection services)
    {
        services.AddSharedSignal<InstallationTopic>();
        services.AddSingleton<InstallationQueries>();
        services.AddSingleton<UpgradeQueries>();
        services.AddSingleton<StartOperation>();
        services.AddSingleton<InstallationAnswers>();
        services.AddSingleton<ConfigureInstallation>();
        services.AddSingleton<PublisherSecrets>();
        services.AddSingleton<InstallExtension>();
        services.AddSingleton<UpgradeInstallation>();
        services.AddSingleton<RollBackInstallation>();
        services.AddSingleton<UninstallExtension>();
        services.AddSingleton<ChangeInstallation>();
        services.TryAddSingleton<IHostedAddresses, NoHostedAddresses>();
        services.AddSingleton<CallTargets>();
        services.AddSingleton<SetupQueries>();
        services.AddSingleton<RequestInstallation>();
        services.AddSingleton<DeclineRequest>();
        services.AddSingleton<RequestQueries>();
        services.AddSingleton<TestInstallation>();

        services.AddSingleton<AskExtension>();
        services.AddSingleton<NotifyOfOperation>();
        services.AddSingleton<NotifyOfConsent>();
        services.AddSingleton<SwitchConfiguration>();
        services.AddSingleton<CallWhenHosted>();
        services.AddSingleton<OperationSteps>();
        services.AddSingleton<WorkOnOperation>();
        services.AddSingleton<OperationQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<OperationQueue>());
        services.AddSingleton<DueUpgradeQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<DueUpgradeQueue>());
        services.AddSingleton<DecideUpgrades>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<DecideUpgrades>());

        services.AddSingleton<RemindOfSecrets>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RemindOfSecrets>());
        services.AddSingleton<SweepDepartures>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepDepartures>());

        services.AddSingleton<DecideAfterRelease>();
        services.AddSingleton<UninstallDeleted>();
        services.AddSingleton<IDeletionEffects>(provider => provider.GetRequiredService<UninstallDeleted>());
        services.AddEventHandler<OrganizationDeleted, UninstallDeleted>(UninstallDeleted.HandlerName);
        services.AddEventHandler<ReleasePublished, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<ReleaseYanked, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<ReleaseUnyanked, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<ReleaseBlocked, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<ReleaseUnblocked, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<ListingRestored, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<RolloutChanged, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<DeprecationChanged, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddEventHandler<DeprecationWithdrawn, DecideAfterRelease>(DecideAfterRelease.HandlerName);
        services.AddDeprecations();
        services.AddSingleton<CallAfterConfiguration>();
        services.AddEventHandler<InstallationConfigured, CallAfterConfiguration>(CallAfterConfiguration.HandlerName);
        services.AddSingleton<AnswerRequests>();
        services.AddEventHandler<InstallationInstalled, AnswerRequests>(AnswerRequests.HandlerName);
        services.AddSingleton<NotifyOfPublisher>();
        services.AddEventHandler<ExtensionMoved, NotifyOfPublisher>(NotifyOfPublisher.HandlerName);
        services.AddEventHandler<RepositoryChanged, NotifyOfPublisher>(NotifyOfPublisher.HandlerName);
        services.AddSingleton<NotifyInstallations>();
        services.AddSingleton<NotifyOfYank>();
        services.AddEventHandler<ReleaseYanked, NotifyOfYank>(NotifyOfYank.HandlerName);
        services.AddSingleton<AgreeToOffer>();
        services.AddSingleton<MoveToOffer>();
        services.AddEventHandler<ListingOfferChanged, MoveToOffer>(MoveToOffer.HandlerName);
        services.AddSingleton<SuspendInstallation>();
        services.AddSingleton<NotifyOfBlock>();
        services.AddEventHandler<ReleaseBlocked, NotifyOfBlock>(NotifyOfBlock.HandlerName);
        services.AddEventHandler<ReleaseUnblocked, NotifyOfBlock>(NotifyOfBlock.HandlerName);
        AddRollouts(services);
        return services;
    }

    private static void AddRollouts(IServiceCollection services)
    {
        services.AddSingleton<StartRollout>();
        services.AddSingleton<ChangeRollout>();
        services.AddSingleton<RolloutQueries>();
        services.AddSingleton<HaltRollout>();
        services.AddSingleton<WatchRollouts>();
        services.AddEventHandler<InstallationOperationFailed, WatchRollouts>(WatchRollouts.HandlerName);
        services.AddSingleton<NotifyOfStop>();
        services.AddEventHandler<RolloutStopped, NotifyOfStop>(NotifyOfStop.HandlerName);
    }
}
