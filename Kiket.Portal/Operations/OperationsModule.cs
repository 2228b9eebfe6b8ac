using Kiket.Portal.Jobs;

namespace Kiket.Portal.Operations;

public static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperationsQueries>();
        services.AddSingleton<RenderedDocumentsQuery>();
        services.AddSingleton<ChangePlatformRole>();
        services.AddSingleton<LockPerson>();
        services.AddSingleton<UnlockPerson>();
        services.AddSingleton<SuspendOrganization>();
        services.AddSingleton<SuspensionEffects>();
        services.AddSingleton<DeliveryQueries>();
        services.AddSingleton<RetryDelivery>();
        services.AddSingleton<ExtensionIdQueries>();
        services.AddSingleton<ChangeExtensionId>();
        services.AddSingleton<OperatedReleaseQueries>();
        services.AddSingleton<BlockRelease>();
        services.AddMetrics();
        services.AddSingleton<PortalMetrics>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<PortalMetrics>());
        return services;
    }
}
