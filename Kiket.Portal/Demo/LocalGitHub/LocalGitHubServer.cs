using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// GitHub's REST API for the sample repositories, on its own loopback port, so that the same client code works with it
/// and with GitHub. Listens at <c>/</c> and, because Octokit rewrites foreign hosts, at <c>/api/v3/</c>.
/// </summary>
public sealed class LocalGitHubServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalGitHubServer(WebApplication app, DemoRepositories repositories, FaultPlan faults, RateLimits limits)
    {
        _app = app;
        Repositories = repositories;
        Faults = faults;
        Limits = limits;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }

    /// <summary>Such as <c>http://127.0.0.1:41235/</c>.</summary>
    public Uri Address { get; }

    public DemoRepositories Repositories { get; }

    public FaultPlan Faults { get; }

    public RateLimits Limits { get; }

    /// <param name="repositories">The repositories to serve.</param>
    /// <param name="faults">The planned faults; null for a new plan.</param>
    /// <param name="time">For rate limits and expiring tokens; null for the system's.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<LocalGitHubServer> StartAsync(
        DemoRepositories repositories,
        FaultPlan? faults = null,
        TimeProvider? time = null,
        int port = 0,
        CancellationToken cancellationToken = default)
    {
        var clock = time ?? TimeProvider.System;
        var plan = faults ?? new FaultPlan();
        var limits = new RateLimits(clock);

        // Empty, because the portal's settings and addresses do not apply to this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        // A planned hanging call must not delay the shutdown.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));

        var app = builder.Build();
        app.UsePathBase("/api/v3");
        app.UseRouting();
        Map(app, repositories, new GitHubPipeline(repositories, plan, limits, clock), limits);
        await app.StartAsync(cancellationToken);
        return new LocalGitHubServer(app, repositories, plan, limits);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, DemoRepositories repositories, GitHubPipeline pipeline, RateLimits limits)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        var account = new AccountEndpoints(repositories, pipeline, limits);
        app.MapMethods("/", reads, pipeline.Handle(account.Root));
        app.MapMethods("/rate_limit", reads, pipeline.Handle(account.RateLimit, counts: false));
        app.MapMethods("/user", reads, pipeline.Handle(account.User));
        app.MapMethods("/user/repos", reads, pipeline.Handle(account.Repositories));

        var routes = new (string Pattern, Func<RepositoryCall, GitHubResponse> Endpoint)[]
        {
            ("", RepositoryEndpoints.One),
            ("/branches", RepositoryEndpoints.Branches),
            ("/branches/{**rest}", RepositoryEndpoints.Branch),
            ("/tags", RepositoryEndpoints.Tags),
            ("/commits", RepositoryEndpoints.Commits),
            ("/commits/{**rest}", RepositoryEndpoints.Commit),
            ("/compare/{**rest}", RepositoryEndpoints.Compare),
            ("/git/refs", GitDataEndpoints.References),
            ("/git/refs/{**rest}", GitDataEndpoints.Reference),
            ("/git/ref/{**rest}", GitDataEndpoints.Reference),
            ("/git/matching-refs/{**rest}", GitDataEndpoints.Matching),
            ("/git/commits/{rest}", GitDataEndpoints.Commit),
            ("/git/trees/{**rest}", GitDataEndpoints.Tree),
            ("/git/blobs/{rest}", GitDataEndpoints.Blob),
            ("/git/tags/{rest}", GitDataEndpoints.Tag),
            ("/contents/{**rest}", ContentEndpoints.Contents),
            ("/raw/{sha}/{**rest}", ContentEndpoints.Raw),
            ("/readme", ContentEndpoints.Readme),
            ("/license", ContentEndpoints.License),
        };
        foreach (var prefix in new[] { "/repos/{owner}/{name}", "/repositories/{id:long}" })
        {
            foreach (var (pattern, endpoint) in routes)
            {
                app.MapMethods(prefix + pattern, reads, pipeline.Handle(endpoint));
            }
        }

        var (statuses, hooks) = (new StatusEndpoints(repositories), new HookEndpoints(repositories));
        var writes = new (string Method, string Pattern, Func<RepositoryCall, GitHubResponse> Endpoint)[]
        {
            (HttpMethods.Post, "/statuses/{sha}", statuses.Create),
            (HttpMethods.Get, "/hooks", hooks.All),
            (HttpMethods.Post, "/hooks", hooks.Create),
            (HttpMethods.Patch, "/hooks/{hook:long}", hooks.Update),
            (HttpMethods.Post, "/hooks/{hook:long}/pings", hooks.Ping),
        };
        foreach (var prefix in new[] { "/repos/{owner}/{name}", "/repositories/{id:long}" })
        {
            foreach (var (method, pattern, endpoint) in writes)
            {
                app.MapMethods(prefix + pattern, [method], pipeline.Handle(endpoint));
            }
        }

        SampleExtensions.Map(app);
        app.MapFallback(pipeline.Handle((_, _) => GitHubResponse.NotFound()));
    }

    /// <summary>The portal's own host listens to Ctrl+C and ends this one.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
