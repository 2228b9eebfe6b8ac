using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Kiket.Portal.Data;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Kiket.Portal.Edge;

public static class EdgeModule
{
    private const string File = "snapshot.json";

    /// <summary>Everything that an edge process runs.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, bool isProduction)
    {
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EdgeOptions>()
            .BindConfiguration(EdgeOptions.Section)
            .ValidateDataAnnotations()
            .Validate(edge => edge.Key.Length > 0, "Set Hosting:Edge:Key to the key that the portal uses. The edge doesn't start without one.")
            .RefuseRangesIn(isProduction)
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<BlockedCalls>();
        services.AddSingleton(EdgeListening.Everywhere);
        services.AddSingleton(provider => new EdgeDialer(EdgeDialer.ResolveAsync, provider.GetRequiredService<IOptions<EdgeOptions>>().Value.Ranges));
        services.AddSingleton(provider =>
        {
            var policies = new EdgePolicies(Path.Combine(provider.GetRequiredService<DataDirectory>().Private("edge"), File));
            if (!policies.Load())
            {
                provider.GetRequiredService<ILogger<EdgePolicies>>()
                    .LogWarning("The stored snapshot can't be read. Calls are refused until the portal sends one.");
            }

            return policies;
        });
        services.AddHttpForwarder();
        services.AddSingleton<EdgeHealth>();
        services.AddSingleton(provider => new EdgeIngress(
            provider.GetRequiredService<EdgePolicies>(),
            provider.GetRequiredService<IHttpForwarder>(),
            provider.GetRequiredService<IConfiguration>()["Hosting:BaseDomain"] is { Length: > 0 } domain ? domain : EdgeIngress.DefaultDomain));
        services.AddHostedService<EdgeServer>();
        return services;
    }

    /// <summary>Takes calls to extensions on the port of the ingress, and nothing else there.</summary>
    public static void UseEdgeIngress(this IApplicationBuilder app)
    {
        var port = app.ApplicationServices.GetRequiredService<IOptions<EdgeOptions>>().Value.IngressPort;
        var ingress = app.ApplicationServices.GetRequiredService<EdgeIngress>();
        app.Use((context, next) => context.Connection.LocalPort == port ? ingress.HandleAsync(context) : next(context));
    }

    /// <summary>Private addresses as public ones would open the operator's own network to every container.</summary>
    public static OptionsBuilder<EdgeOptions> RefuseRangesIn(this OptionsBuilder<EdgeOptions> options, bool isProduction) => options.Validate(
        edge => !isProduction || edge.AllowRanges.Count == 0,
        "Hosting:Edge:AllowRanges is for tests and isn't allowed in Production. Remove it.");

    /// <summary>
    /// The addresses on which the edge talks to the portal: none in a network of containers, where a container could reach it.
    /// </summary>
    /// <param name="inner">The value of <c>Hosting:Network</c>.</param>
    public static IReadOnlyList<IPAddress> OuterAddresses(IPNetwork inner) =>
    [
        IPAddress.Loopback,
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !inner.Contains(address))
            .Distinct(),
    ];
}
