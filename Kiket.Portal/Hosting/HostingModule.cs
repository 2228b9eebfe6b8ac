using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

public static class HostingModule
{
    /// <param name="runsContainers">Whether this process has the role host.</param>
    public static IServiceCollection AddHosting(this IServiceCollection services, bool isProduction, bool runsContainers)
    {
        services.AddOptions<HostingOptions>()
            .BindConfiguration(HostingOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                hosting => !isProduction || hosting.Engine == HostingEngine.None || hosting.BaseDomain != EdgeIngress.DefaultDomain,
                "Hosting:Engine is docker, so set Hosting:BaseDomain to a domain of your own, such as apps.example.com.")
            .ValidateOnStart();
        services.AddOptions<EdgeOptions>()
            .BindConfiguration(EdgeOptions.Section)
            .ValidateDataAnnotations()
            .RefuseRangesIn(isProduction)
            .ValidateOnStart();
        services.AddSharedSignal<HostingTopic>();
        services.AddSingleton<HostingQueries>();
        services.AddSingleton<RequestSelfTest>();
        services.AddDeployments();
        if (!runsContainers)
        {
            return services;
        }

        services.AddSingleton<PortalInstance>();
        services.AddSingleton<IContainerEngine>(provider => provider.GetRequiredService<IOptions<HostingOptions>>().Value switch
        {
            { Engine: HostingEngine.Docker } options => new DockerEngine(new DockerEndpoint(
                options.Endpoint, new(PortalInstance.Label, provider.GetRequiredService<PortalInstance>().Id), options.Runtime)),
            _ => new NoEngine(),
        });
        services.AddSingleton<EdgeContainer>();
        services.AddSingleton<RunSelfTest>();
        services.AddHostedService<SelfTestWorker>();
        services.AddReconciler();
        return services;
    }
}
