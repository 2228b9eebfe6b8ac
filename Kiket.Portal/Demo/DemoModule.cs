using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

public static class DemoModule
{
    private const string ShippedRepositories = "Demo/Repositories";
    private const string AllowLoopback = $"{ChecksOptions.Section}:{nameof(ChecksOptions.AllowLoopback)}";

    /// <summary>A release is published without them; <c>-p:ShipDemo=true</c> adds them.</summary>
    private static string Repositories => Path.Combine(AppContext.BaseDirectory, ShippedRepositories);

    /// <summary>Whether demo mode is on: as configured, otherwise in Development, where the sample repositories are there.</summary>
    public static bool IsDemo(this IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool?>($"{DemoOptions.Section}:{nameof(DemoOptions.Enabled)}")
        ?? (environment.IsDevelopment() && Directory.Exists(Repositories));

    /// <summary>
    /// The sample repositories and the local GitHub that serves them, when demo mode is on. Always registers
    /// <see cref="LocalGitHubAddress"/>, whose address is null when it is off.
    /// </summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<DemoOptions>()
            .BindConfiguration(DemoOptions.Section)
            .Validate(
                options => options.Enabled is not true || !environment.IsProduction(),
                "Demo:Enabled is true in Production. Demo mode lets everyone sign in as its people. Remove the setting, or run in Development or Staging.")
            .Validate(
                options => options.Enabled is not true || environment.IsProduction() || Directory.Exists(Repositories),
                "Demo:Enabled is true, but this folder was published without the sample repositories. Publish with -p:ShipDemo=true.")
            .ValidateOnStart();
        services.AddSingleton<LocalGitHubAddress>();
        if (!configuration.IsDemo(environment) || environment.IsProduction())
        {
            return services;
        }

        AddClock(services);
        services.AddSingleton<FaultPlan>();
        services.AddSingleton(provider => new DemoRepositories(
            Repositories,
            provider.GetRequiredService<DataDirectory>().Private("demo-github"),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RunLocalGitHub>();
        services.AddSingleton<IPostConfigureOptions<GitHubOptions>, UseLocalGitHub>();
        // The sample extensions run on this machine. Somebody who sets the switch decides.
        if (configuration[AllowLoopback] is null)
        {
            services.PostConfigure<ChecksOptions>(options => options.AllowLoopback = true);
        }

        // Somebody who sets a gateway decides.
        if (configuration[$"{BillingOptions.Section}:{nameof(BillingOptions.Gateway)}"] is null)
        {
            services.PostConfigure<BillingOptions>(options => options.Gateway = BillingGateway.Demo);
        }

        // Without an issuer nothing is invoiced, and a demo is there to be seen.
        services.PostConfigure<IssuerOptions>(issuer =>
        {
            if (!issuer.IsSet)
            {
                (issuer.Name, issuer.Address) = ("Kiket Demo", "1 Sample Street\nSpringfield");
                issuer.PaymentDetails = "This is a demo: nobody has to pay. An operator can record a payment all the same.";
            }
        });
        services.AddSingleton<DemoPeople>();
        services.AddSingleton<IDemoSignIn>(provided => provided.GetRequiredService<DemoPeople>());
        services.AddSingleton<DemoFiles>();
        services.AddSingleton<DemoSigningSecrets>();
        services.AddSingleton<DemoTelemetry>();
        services.AddSingleton<DemoSupport>();
        services.AddSingleton<DemoSeed>();
        services.AddSingleton<PushSample>();
        services.AddHostedService<SeedAtStart>();
        services.AddHostedService<SendPushes>();
        return services;
    }

    /// <summary>The portal's clock can be moved. What a browser or another program compares with its own clock stays on the real one.</summary>
    private static void AddClock(IServiceCollection services)
    {
        services.AddSingleton(provider => new DemoClock(
            provider.GetRequiredService<IOptions<DemoOptions>>().Value.Clock,
            Path.Combine(provider.GetRequiredService<DataDirectory>().Private("demo"), "clock")));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DemoClock>()));
        services.AddSingleton<MoveDemoClock>();
        services.ConfigureAll<CookieAuthenticationOptions>(options => options.TimeProvider = TimeProvider.System);
        services.ConfigureAll<OpenIdConnectOptions>(options => options.TimeProvider = TimeProvider.System);
        services.ConfigureAll<OAuthOptions>(options => options.TimeProvider = TimeProvider.System);
        services.Configure<SecurityStampValidatorOptions>(options => options.TimeProvider = TimeProvider.System);
    }
}

/// <summary>The address of the local GitHub.</summary>
public sealed class LocalGitHubAddress
{
    /// <summary>Set before any hosted service starts; null when demo mode is off.</summary>
    public Uri? ApiUrl { get; internal set; }
}
