using Kiket.Portal.Events;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Hosting.Deployments;

public static class DeploymentsModule
{
    /// <summary>On every process: what should run, and how it does.</summary>
    public static IServiceCollection AddDeployments(this IServiceCollection services)
    {
        services.AddSingleton<HostedAddresses>();
        services.Replace(ServiceDescriptor.Singleton<IHostedAddresses>(provider => provider.GetRequiredService<HostedAddresses>()));
        services.AddSingleton<DeploymentQueries>();
        services.AddSingleton<RestartDeployment>();
        services.AddSingleton<ShareOutput>();
        services.AddSingleton<SharedOutputQueries>();
        services.AddSingleton<SuspendDeployment>();
        services.AddSingleton<DeployInstallations>();
        services.AddEventHandler<InstallationInstalled, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<InstallationUpgraded, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<InstallationRolledBack, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<InstallationUninstalled, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<InstallationSuspended, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<InstallationResumed, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<ReleaseBlocked, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddEventHandler<ReleaseUnblocked, DeployInstallations>(DeployInstallations.HandlerName);
        services.AddSingleton<CallAfterTakeOver>();
        services.AddEventHandler<DeploymentTookOver, CallAfterTakeOver>(CallAfterTakeOver.HandlerName);
        return services;
    }

    /// <summary>On processes that have the engine.</summary>
    public static IServiceCollection AddReconciler(this IServiceCollection services)
    {
        services.TryAddSingleton<IHostingEdge, HostingEdge>();
        services.AddSingleton<EdgeSnapshots>();
        services.AddSingleton<IEdgeSnapshots>(provider => provider.GetRequiredService<EdgeSnapshots>());
        services.AddSingleton<ContainerSpecs>();
        services.AddSingleton<PrepareGeneration>();
        services.AddSingleton<StoreOutput>();
        services.AddSingleton<StoreBlockedCalls>();
        services.AddSingleton<MemoryUse>();
        services.AddSingleton<NotifyOfMemory>();
        services.AddSingleton<TakeStep>();
        services.AddSingleton<ReconcileDeployments>();
        services.AddHostedService<DeploymentWorker>();
        return services;
    }
}
