namespace Kiket.Portal.Extensions;

public static class ExtensionsModule
{
    public static IServiceCollection AddExtensions(this IServiceCollection services)
    {
        services.AddSingleton<ReserveExtensionId>();
        services.AddSingleton<RepositoryTokens>();
        services.AddSingleton<RepositoryWebhooks>();
        services.AddSingleton<LostTokens>();
        services.AddSingleton<RepositoryProof>();
        services.AddSingleton<RepositoryNews>();
        services.AddSingleton<RepositoryQueries>();
        services.AddSingleton<FindRepository>();
        services.AddSingleton<ConnectRepository>();
        services.AddSingleton<OfferRepositories>();
        services.AddSingleton<OfferReferences>();
        services.AddSingleton<TryToken>();
        services.AddSingleton<TestRepositoryToken>();
        services.AddSingleton<ReplaceRepositoryToken>();
        services.AddSingleton<RemoveRepositoryToken>();
        services.AddSingleton<VerifyRepository>();
        services.AddSingleton<AcceptReplacedRepository>();
        return services;
    }
}
