using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Submissions;
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
        services.AddSharedSignal<BuildTopic>();
        services.AddSingleton<BuildQueries>();
        services.AddSingleton<BuildAgain>();
        services.AddSingleton<QueueBuilds>();
        services.AddSingleton<NotifyOfBuild>();
        services.AddEventHandler<ImageBuildEnded, NotifyOfBuild>(NotifyOfBuild.HandlerName);
        services.AddEventHandler<SubmissionSubmitted, QueueBuilds>(QueueBuilds.HandlerName);
        services.AddEventHandler<SubmissionWithdrawn, QueueBuilds>(QueueBuilds.HandlerName);
        foreach (var rule in BuildRules.All)
        {
            services.AddSingleton(rule);
        }

        services.AddDeployments();
        services.AddHostedService<AnnounceIngress>();
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
        services.AddSingleton<PackContext>();
        services.AddSingleton<BuildNetwork>();
        services.AddSingleton<TrialRun>();
        services.AddSingleton<BuildImage>();
        services.AddSingleton<SweepImages>();
        services.AddSingleton<WorkOnBuild>();
        services.AddHostedService<BuildWorker>();
        services.AddReconciler();
        return services;
    }
}
