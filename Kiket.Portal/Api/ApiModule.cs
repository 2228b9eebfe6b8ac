using Kiket.Portal.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

public static class ApiModule
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>()
            .Configure<IHostEnvironment>(ForScripts)
            .BindConfiguration(ApiOptions.Section)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiOptions>, ValidateApiOptions>();
        services.AddSingleton<ApiRateLimits>();
        services.AddSingleton<IdempotentRequests>();
        services.AddSingleton<SweepIdempotentRequests>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepIdempotentRequests>());
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<RegistryAccess>();
        services.AddSingleton<WriteInstallation>();
        services.AddSingleton<WriteDeprecation>();
        services.AddSingleton<DeprecationHeaders>();
        services.AddSingleton<RefusedDeliveries>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ApiAuthorizationResults>();
        // The OpenAPI document describes types by these options.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            ApiJson.Shape(options.SerializerOptions);
        });
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<OtherThanWords>(OtherThanWords.Name));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        return services;
    }

    /// <summary>After routing, which finds the page, and before the person is identified and the page is rendered.</summary>
    public static WebApplication UsePageSearchLimit(this WebApplication app)
    {
        app.UseMiddleware<CountPageSearches>();
        return app;
    }

    /// <summary>
    /// On a developer's machine, scripts publish in a loop. The limit that protects the marketplace would stop them.
    /// </summary>
    private static void ForScripts(ApiOptions options, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
        {
            options.RateLimits.Publish = new RateOptions { Burst = 1000, PerMinute = 100 };
        }
    }
}
