using System.Net;
using Kiket.Portal.Edge;
using Microsoft.Extensions.Options;

namespace Kiket.Portal;

/// <summary>Assembles the edge: the same program with <c>Portal:Role=edge</c>, without database, pages and jobs.</summary>
internal static class EdgeHost
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddEdge(builder.Environment.IsProduction());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var options = kestrel.ApplicationServices.GetRequiredService<IOptions<EdgeOptions>>().Value;
            foreach (var address in EdgeModule.OuterAddresses(Inner(builder.Configuration)))
            {
                kestrel.Listen(address, options.AdminPort);
                kestrel.Listen(address, options.IngressPort);
            }
        });
        var app = builder.Build();
        StartupSettingErrors.Check(app.Services, []);
        app.UseEdgeIngress();
        app.MapEdgeAdmin();
        return app;
    }

    private static IPNetwork Inner(ConfigurationManager configuration) =>
        IPNetwork.TryParse(configuration["Hosting:Network"], out var network) ? network : IPNetwork.Parse(EdgeNetworks.Default);
}
