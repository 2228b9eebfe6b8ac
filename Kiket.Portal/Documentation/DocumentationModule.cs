namespace Kiket.Portal.Documentation;

public static class DocumentationModule
{
    /// <summary>Needs <c>AddFiles</c> for the pictures.</summary>
    public static IServiceCollection AddDocumentation(this IServiceCollection services)
    {
        foreach (var rule in DocumentationRules.All)
        {
            services.AddSingleton(rule);
        }

        services.AddSingleton<RenderingWorkers>();
        services.AddSingleton<RenderOwnText>();
        services.AddSingleton<DocumentPictures>();
        services.AddSingleton<ReadDocumentation>();
        services.AddSingleton<DocumentQueries>();
        return services;
    }
}
