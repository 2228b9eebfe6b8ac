using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;

namespace Kiket.Portal.Billing;

public static class BillingModule
{
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddOptions<BillingOptions>().BindConfiguration(BillingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IHostingPeriods, NothingHosted>();

        services.AddSingleton<FollowInstallations>();
        services.AddEventHandler<InstallationInstalled, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationUpgraded, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationRolledBack, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationUninstalled, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<ExtensionMoved, FollowInstallations>(FollowInstallations.HandlerName);

        services.AddSingleton<ReadMeters>();
        services.AddSingleton<NotifyOfCap>();
        services.AddSingleton<RecordUsage>();
        services.AddSingleton<VoidUsage>();
        services.AddSingleton<SetUsageCap>();
        services.AddSingleton<UsageQueries>();
        return services;
    }
}
