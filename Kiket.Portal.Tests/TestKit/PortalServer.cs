using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// The real portal, as <c>Program</c> builds it, on a loopback port and a data directory of its own.
/// <code>await using var portal = await PortalServer.StartAsync(settings: ("Demo:Enabled", "false"));</code>
/// </summary>
public sealed class PortalServer : IAsyncDisposable
{
    private readonly string _environment;
    private readonly (string Key, string Value)[] _settings;
    private readonly Action<IServiceCollection>? _replace;
    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;

    private PortalServer(string environment, (string Key, string Value)[] settings, Action<IServiceCollection>? replace)
    {
        _environment = environment;
        _settings = settings;
        _replace = replace;
    }

    /// <summary>Where it listens, the same after <see cref="RestartAsync"/>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public string DataDirectory { get; } = Places.Temporary();

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The portal is stopped.");

    public static Task<PortalServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(Environments.Development, settings);

    public static Task<PortalServer> StartAsync(string environment, params (string Key, string Value)[] settings) =>
        StartAsync(replace: null, environment, settings);

    /// <param name="replace">Puts doubles in the place of what is at the edge: the clock, the mail.</param>
    public static Task<PortalServer> StartAsync(Action<IServiceCollection>? replace, params (string Key, string Value)[] settings) =>
        StartAsync(replace, Environments.Development, settings);

    private static async Task<PortalServer> StartAsync(Action<IServiceCollection>? replace, string environment, (string Key, string Value)[] settings)
    {
        var server = new PortalServer(environment, settings, replace);
        try
        {
            if (DemoData.Fits(environment, settings))
            {
                await DemoData.CopyToAsync(server.DataDirectory);
            }
            else
            {
                // Migrated already: whether an empty directory becomes a database is asked where a portal starts as a process.
                await PortalDatabase.CopyToAsync(server.DataDirectory);
            }

            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that follows nothing and remembers nothing: what the server said is what the test sees.</summary>
    public HttpClient Client() => Client(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>A client that keeps cookies and follows redirects, as a browser does.</summary>
    public HttpClient ClientWithCookies() => Client(new SocketsHttpHandler());

    /// <summary>Stops as an orchestrator does and starts again on the same address and data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await StopAsync();
        Places.Remove(DataDirectory);
    }

    private HttpClient Client(SocketsHttpHandler handler)
    {
        var client = new HttpClient(handler) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    private async Task StartAsync()
    {
        // The name finds the list of static files; without it the host would look for the test runner's.
        string[] args =
        [
            "--applicationName=Kiket.Portal",
            $"--contentRoot={Places.Portal}",
            $"--environment={_environment}",
            $"--urls={Address.GetLeftPart(UriPartial.Authority)}",
            $"--Portal:DataDirectory={DataDirectory}",
            "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning",
            .. QuickSettings.For(_environment).Concat(_settings).Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        _app = PortalHost.Build(args, _replace);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    private async Task StopAsync()
    {
        if (_app is not { } app)
        {
            return;
        }

        _app = null;
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
