using System.Net;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Tests.Installations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>Tests with real calls to an extension, beside an engine in memory.</summary>
public abstract class HostedWithExtension : HostedInMemory
{
    private readonly LoopbackStandIns _standIns = new();

    private protected ExtensionServer Extension { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        Extension = await ExtensionServer.StartAsync();
        _standIns.AddBelow(EdgeIngress.DefaultDomain, Extension.Address);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Extension.DisposeAsync();
    }

    protected override void More(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<AskExtension, AskExtension>());
        services.AddSingleton(new CallClient(new GuardedConnections(Dns.GetHostAddressesAsync, allowLoopback: true, _standIns)));
        services.Configure<PortalOptions>(options => options.PublicUrl = new Uri("https://portal.example/"));
    }

    private protected static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}
