using Kiket.Portal.Checks.Running;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Checks;

public static class ChecksModule
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddOptions<ChecksOptions>()
            .BindConfiguration(ChecksOptions.Section)
            .Validate<IHostEnvironment>(
                (options, environment) => !options.AllowLoopback || !environment.IsProduction(),
                "Checks:AllowLoopback is true in Production. A manifest could then make the portal call its own machine. Remove the setting.")
            .ValidateOnStart();
        services.TryAddSingleton<WorkSignal>();
        services.AddSingleton<FileFactsStore>();
        services.AddSingleton<ScanFiles>();
        services.AddSingleton<CheckCommit>();
        services.AddSingleton<LoopbackStandIns>();
        services.AddSingleton<HealthClient>();
        services.AddSingleton<SanityTests>();
        services.AddSharedSignal<ChecksTopic>();
        services.AddSingleton<WorkOnReport>();
        services.AddSingleton<RunChecks>();
        services.AddSingleton<CheckQueries>();
        services.AddSingleton<OverrideFinding>();
        services.AddSingleton<CheckQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<CheckQueue>());
        foreach (var rule in ChecksRules.All.Concat(ScanRules.All).Concat(SanityRules.All))
        {
            services.AddSingleton(rule);
        }

        return services;
    }
}
