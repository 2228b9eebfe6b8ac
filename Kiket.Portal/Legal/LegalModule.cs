namespace Kiket.Portal.Legal;

public static class LegalModule
{
    /// <summary>Needs <c>AddDocumentation</c>, which renders the files.</summary>
    public static IServiceCollection AddLegal(this IServiceCollection services)
    {
        services.AddOptions<LegalOptions>().BindConfiguration(LegalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LegalPages>();
        return services;
    }
}
