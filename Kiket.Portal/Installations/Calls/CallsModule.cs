using Kiket.Portal.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Installations.Calls;

public static class CallsModule
{
    /// <summary>Calls from the portal to extensions, and the keys that prove them.</summary>
    public static IServiceCollection AddExtensionCalls(this IServiceCollection services)
    {
        services.TryAddSingleton<RealTime>(_ => new RealTime());
        services.AddSingleton<CallClient>();
        services.AddSingleton<RuntimeKeys>();
        services.AddSingleton<RuntimeTokens>();
        services.AddSingleton<CallExtension>();
        services.AddSingleton<CallQueries>();
        services.AddSingleton<IRegularWork, RotateRuntimeKeys>();
        services.AddSingleton<IRegularWork, SweepCallAttempts>();
        return services;
    }
}
