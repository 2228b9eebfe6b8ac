namespace Kiket.Portal.Releases;

public static class ReleasesModule
{
    public static IServiceCollection AddReleases(this IServiceCollection services)
    {
        services.AddSingleton<PublishRelease>();
        services.AddSingleton<ReleaseQueries>();
        return services;
    }
}
