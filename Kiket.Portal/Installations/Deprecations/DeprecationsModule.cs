using Kiket.Portal.Events;
using Kiket.Portal.Jobs;
using Kiket.Portal.Releases.Deprecations;

namespace Kiket.Portal.Installations.Deprecations;

public static class DeprecationsModule
{
    public static IServiceCollection AddDeprecations(this IServiceCollection services)
    {
        services.AddSingleton<NotifyOfDeprecation>();
        services.AddEventHandler<DeprecationAnnounced, NotifyOfDeprecation>(NotifyOfDeprecation.HandlerName);
        services.AddEventHandler<DeprecationChanged, NotifyOfDeprecation>(NotifyOfDeprecation.HandlerName);
        services.AddEventHandler<DeprecationWithdrawn, NotifyOfDeprecation>(NotifyOfDeprecation.HandlerName);
        services.AddSingleton<RemindOfSunsets>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RemindOfSunsets>());
        services.AddSingleton<DeprecationAudience>();
        services.AddSingleton<RecommendUpgrades>();
        return services;
    }
}
