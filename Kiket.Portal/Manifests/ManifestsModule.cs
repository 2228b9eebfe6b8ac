namespace Kiket.Portal.Manifests;

public static class ManifestsModule
{
    /// <summary>Registers the rules for the page that documents them. Reading a manifest needs no service.</summary>
    public static IServiceCollection AddManifests(this IServiceCollection services)
    {
        foreach (var rule in ManifestRules.All)
        {
            services.AddSingleton(rule);
        }

        return services;
    }
}
