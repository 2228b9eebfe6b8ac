using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases;

public static class ReleasesModule
{
    public static IServiceCollection AddReleases(this IServiceCollection services)
    {
        services.AddSingleton<AddOffer>();
        services.AddSingleton<PublishRelease>();
        services.AddSingleton<ReleaseQueries>();
        services.AddSingleton<DeprecationQueries>();
        return services;
    }
}
