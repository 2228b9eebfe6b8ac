using System.Globalization;
using System.Net;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Edge;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <summary>
/// Names below <c>apps.localhost</c> lead nowhere but to this machine, so in Development the portal itself calls extensions through
/// <c>Hosting:Ingress</c>, as a proxy in front of the edge would.
/// </summary>
internal sealed class AnnounceIngress(LoopbackStandIns standIns, IOptions<HostingOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value is { Engine: HostingEngine.Docker, BaseDomain: EdgeIngress.DefaultDomain, IngressEndPoint: { } ingress }
            && IPAddress.IsLoopback(ingress.Address))
        {
            standIns.AddBelow(EdgeIngress.DefaultDomain, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{ingress}/")));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
