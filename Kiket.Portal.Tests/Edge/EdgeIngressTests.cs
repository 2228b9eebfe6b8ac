using System.Globalization;
using System.Net;
using System.Text;
using Kiket.Portal.Edge;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Edge;

/// <summary>Calls to extensions over real HTTP: an edge on loopback, and containers that are servers of the test.</summary>
public sealed class EdgeIngressTests : IAsyncLifetime
{
    private const string Key = "a key of at least thirty-two characters";
    private const string Installation = "11111111111111111111111111111111";

    private readonly string _folder = Places.Temporary();
    private readonly int _admin = Ports.Free();
    private readonly int _ingress = Ports.Free();
    private readonly List<WebApplication> _containers = [];
    private readonly HttpClient _client = new();
    private WebApplication _edge = null!;
    private long _number;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(
        [
            "--Portal:DataDirectory=" + _folder, "--Hosting:Edge:Key=" + Key, "--Hosting:BaseDomain=apps.example.com",
            string.Create(CultureInfo.InvariantCulture, $"--Hosting:Edge:IngressPort={_ingress}"),
        ]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Local(_admin).ToString(), Local(_ingress).ToString());
        builder.Services.AddEdge(isProduction: true);
        builder.Services.AddSingleton(new EdgeListening(IPAddress.Loopback, _ => Ports.Free()));
        _edge = builder.Build();
        _edge.UseEdgeIngress();
        _edge.MapEdgeAdmin();
        await _edge.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _edge.DisposeAsync();
        foreach (var container in _containers)
        {
            await container.DisposeAsync();
        }

        Places.Remove(_folder);
    }

    [Fact]
    public async Task A_call_reaches_the_container_with_its_path_body_and_headers()
    {
        Route(await ContainerAsync("127.0.0.2", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = context.Request;
            await context.Response.WriteAsync(
                $"{request.Method} {request.Path}{request.QueryString} {request.Headers["X-Kiket-Event"]} {await reader.ReadToEndAsync()}");
        }));

        using var response = await CallAsync("/v/v1/webhooks/x?y=1", "body", ("X-Kiket-Event", "issue.created"));

        Assert.Equal("POST /v/v1/webhooks/x?y=1 issue.created body", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_nobody_answers_is_refused_with_a_sentence()
    {
        using var unknown = await SendAsync("/", "22222222222222222222222222222222.apps.example.com");
        using var portal = await SendAsync("/edge/status", "127.0.0.1");
        Route(null);
        using var waiting = await CallAsync("/");
        Route(new EdgeRoute("127.0.0.2", Ports.Free(), 5000));
        using var gone = await CallAsync("/");

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway),
            (unknown.StatusCode, portal.StatusCode, waiting.StatusCode, gone.StatusCode));
        Assert.Equal("10", waiting.Headers.RetryAfter?.ToString());
        Assert.Contains("isn't running", await waiting.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_512_KB_and_an_answer_that_takes_too_long_are_refused()
    {
        Route(await ContainerAsync("127.0.0.2", context => Task.Delay(Timeout.Infinite, context.RequestAborted)) with { TimeoutMs = 200 });

        using var large = await CallAsync("/", new string('x', (512 * 1024) + 1));
        using var slow = await CallAsync("/");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.GatewayTimeout), (large.StatusCode, slow.StatusCode));
    }

    [Fact]
    public async Task The_33rd_call_at_once_is_refused_and_there_is_room_again_afterwards()
    {
        var (arrived, go) = (new CountdownEvent(EdgeIngress.MaxCalls), new TaskCompletionSource());
        Route(await ContainerAsync("127.0.0.2", async _ =>
        {
            arrived.Signal();
            await go.Task;
        }));
        var calls = Enumerable.Range(0, EdgeIngress.MaxCalls).Select(_ => CallAsync("/")).ToList();
        await Wait.UntilAsync(() => arrived.IsSet);

        using var refused = await CallAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);

        go.SetResult();
        Assert.All(await Task.WhenAll(calls), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        arrived.Reset();
        using var again = await CallAsync("/");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task No_call_fails_while_the_route_is_switched()
    {
        var (old, next) = (await ContainerAsync("127.0.0.2", Say("old")), await ContainerAsync("127.0.0.3", Say("next")));
        Route(old);
        var answers = new List<string>();
        for (var call = 0; call < 500; call += 10)
        {
            Route(call % 20 == 0 ? next : old);
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            {
                using var response = await CallAsync("/");
                return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : response.StatusCode.ToString();
            })));
        }

        Assert.Equal(["next", "old"], answers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Health_is_asked_for_in_the_installations_own_network_alone()
    {
        var (well, ill) = (await ContainerAsync("127.0.0.2", _ => Task.CompletedTask), await ContainerAsync("127.0.0.3", context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        }));
        Route(well);
        using var client = new EdgeClient(Local(_admin), Key);

        var report = (await client.HealthAsync(
            new HealthRequest(
            [
                new HealthTarget(Installation, 1, well.Address, well.Port),
                new HealthTarget(Installation, 2, ill.Address, ill.Port),
                new HealthTarget(Installation, 3, "127.0.0.4", Ports.Free()),
                new HealthTarget(Installation, 4, "127.0.0.99", well.Port),
                new HealthTarget("unknown", 5, well.Address, well.Port),
            ]),
            default)).Value;

        Assert.Equal([null, "status_500", "refused", "failed", "failed"], report.Results.OrderBy(result => result.Generation).Select(result => result.Problem));
    }

    [Fact]
    public void A_route_into_another_network_is_refused() => Assert.False(new EdgePolicies(null).Replace(new EdgeSnapshot(
        1, [new EdgeInstallation(Installation, "127.0.0.6", []) { Route = new EdgeRoute("127.0.0.9", 80, 1000) }], [])).Succeeded);

    private static RequestDelegate Say(string text) => context => context.Response.WriteAsync(text);

    private static Uri Local(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private void Route(EdgeRoute? route) => _edge.Services.GetRequiredService<EdgePolicies>().Replace(new EdgeSnapshot(
        ++_number, [new EdgeInstallation(Installation, "127.0.0.6", []) { Route = route }], [])).ThrowIfRefused();

    private async Task<EdgeRoute> ContainerAsync(string address, RequestDelegate answer)
    {
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}"));
        var container = builder.Build();
        container.Run(answer);
        await container.StartAsync();
        _containers.Add(container);
        return new EdgeRoute(address, port, 30_000);
    }

    private Task<HttpResponseMessage> CallAsync(string path, string body = "", params (string Name, string Value)[] headers) =>
        SendAsync(path, $"{Installation}.apps.example.com", body, headers);

    private async Task<HttpResponseMessage> SendAsync(string path, string host, string body = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Local(_ingress), path)) { Content = new StringContent(body, Encoding.UTF8) };
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request);
    }
}
