namespace Kiket.Portal.Manifests;

public static class ManifestsModule
{
    /// <summary>Offers the rules to the page that documents them; reading a manifest needs no service.</summary>
    public static IServiceCollection AddManifests(this IServiceCollection services)
    {
        foreach (var rule in ManifestRules.All)
        {
            services.AddSingleton(rule);
        }

        return services;
    }
}
