using Kiket.Portal.Jobs;

namespace Kiket.Portal.Installations.Configuration;

public static class ConfigurationModule
{
    /// <summary>What installations are configured with.</summary>
    public static IServiceCollection AddInstallationConfiguration(this IServiceCollection services)
    {
        services.AddSingleton<ConfigurationStore>();
        services.AddSingleton<IRegularWork, SweepConfiguration>();
        return services;
    }
}
