using System.Net;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Kiket.Portal;

/// <summary>What the web server accepts, which proxies it trusts, and how long it takes to stop.</summary>
public static class WebServerSetup
{
    /// <summary>Forms and API calls are small. Routes for larger bodies (pushes, uploads) raise the limit themselves.</summary>
    public const long MaxRequestBody = 1024 * 1024;

    /// <summary>Orchestrators kill the process after 30 seconds; running requests get nearly all of that time.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    public static WebApplicationBuilder AddServer(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
        });
        // Without a limit, one machine that opens idle connections can use up all memory and file handles.
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitsOptions>>((kestrel, limits) =>
        {
            kestrel.Limits.MaxConcurrentConnections = FileHandles.Connections(limits.Value.Connections);
            kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Value.LiveConnections;
        });
        // A request without a host has no address to build links from.
        builder.Services.Configure<HostFilteringOptions>(filtering => filtering.AllowEmptyHosts = false);
        LeaveHostFilteringToThePipeline(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<UnknownProxies>();
        builder.Services.AddOptions<ProxyOptions>()
            .BindConfiguration(ProxyOptions.Section)
            .Validate(
                proxies => proxies.Known.All(known => ProxyOptions.TryParse(known, out _)),
                "Proxies:Known must contain IP addresses (10.0.0.5) or networks (10.0.0.0/8).")
            .ValidateOnStart();
        return builder;
    }

    /// <summary>
    /// AllowedHosts for everything but the health of the portal: probes call it by the address of the container or node.
    /// </summary>
    public static WebApplication UseAllowedHosts(this WebApplication app)
    {
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase),
            others => others.UseHostFiltering());
        return app;
    }

    /// <summary>The framework filters before the whole pipeline, without a way to leave paths out.</summary>
    private static void LeaveHostFilteringToThePipeline(IServiceCollection services)
    {
        var filter = services.Single(service => service.ServiceType == typeof(IStartupFilter)
            && service.ImplementationType?.Name == "HostFilteringStartupFilter");
        services.Remove(filter);
    }

    /// <summary>
    /// Trusts X-Forwarded-For, -Proto and -Host from the configured proxies only. Without any, no one is trusted: otherwise
    /// callers could choose the address they are rate-limited and logged by.
    /// </summary>
    public static WebApplication UseKnownProxies(this WebApplication app)
    {
        var known = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Known;
        if (known.Count == 0)
        {
            return app.UseUnknownProxies();
        }

        // The defaults trust loopback. Here only configured proxies are trusted, whatever the number of hops.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in known)
        {
            if (ProxyOptions.TryParse(entry, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
        }

        app.UseForwardedHeaders(options);
        return app.UseUnknownProxies();
    }

    private static WebApplication UseUnknownProxies(this WebApplication app)
    {
        var unknown = app.Services.GetRequiredService<UnknownProxies>();
        app.Use((context, next) =>
        {
            unknown.Look(context);
            return next(context);
        });
        return app;
    }

    /// <summary>
    /// Pages and files respond to GET only: a HEAD becomes a GET, and the server omits the body of the response. The API's
    /// routes declare their own methods.
    /// </summary>
    public static WebApplication UseHeadAsGet(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (HttpMethods.IsHead(request.Method) && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            {
                request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        return app;
    }
}

/// <summary>The <c>Proxies:</c> settings.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxies";

    /// <summary>Addresses and networks of the reverse proxies in front of the portal.</summary>
    public List<string> Known { get; } = [];

    /// <summary>An address counts as a network of one.</summary>
    internal static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
