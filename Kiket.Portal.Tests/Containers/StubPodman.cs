using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Kiket.Portal.Containers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Containers;

/// <summary>As much of podman 4.3.1 as a portal needs that has containers whose files podman's store has lost, in podman's own words.</summary>
internal sealed partial class StubPodman : IAsyncDisposable
{
    private static readonly object Version = new { Version = "4.3.1", Components = new[] { new { Name = "Podman Engine", Version = "4.3.1" } } };

    private readonly WebApplication _app;

    private StubPodman(WebApplication app)
    {
        _app = app;
        app.Run(context => AnswerAsync(context).ExecuteAsync(context));
    }

    /// <summary>By name.</summary>
    public ConcurrentDictionary<string, StubContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked to be removed, by name or id.</summary>
    public ConcurrentQueue<string> Removals { get; } = new();

    /// <summary>The networks from which something was disconnected.</summary>
    public ConcurrentQueue<string> Left { get; } = new();

    public ConcurrentQueue<string> Starts { get; } = new();

    public DockerEndpoint Endpoint => new(new Uri(_app.Urls.First().Replace("http://", "tcp://", StringComparison.Ordinal)), new("dev.kiket.portal", "stub"));

    public static async Task<StubPodman> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var podman = new StubPodman(builder.Build());
        await podman._app.StartAsync();
        return podman;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult AnswerAsync(HttpContext context)
    {
        var path = ApiVersion().Replace(context.Request.Path.Value!, "");
        return (context.Request.Method, path) switch
        {
            ("GET", "/version") => Results.Json(Version, Names),
            ("GET", "/containers/json") => Containers.Values.FirstOrDefault(one => one.IsLost) is { } lost
                ? NotKnown(lost)
                : Results.Json(Containers.Select(one => new
                {
                    one.Value.Id,
                    Names = new[] { "/" + one.Key },
                    ImageID = "sha256:" + StubContainer.Image,
                    one.Value.State,
                    Status = one.Value.State == "exited" ? "Exited (3) 4 seconds ago" : "Up 4 seconds",
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" },
                }), Names),
            ("GET", "/libpod/containers/json") => Results.Json(Containers.Select(one => new
            {
                one.Value.Id,
                Names = new[] { one.Key },
                ImageID = StubContainer.Image,
                one.Value.State,
                ExitCode = one.Value.State == "exited" ? 3 : 0,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" },
            }), Names),
            ("POST", "/containers/create") => Create(context.Request.Query["name"]!),
            _ when Disconnect().Match(path) is { Success: true } network => Leave(network.Groups["name"].Value),
            _ when One().Match(path) is { Success: true } one => Of(context.Request.Method, one.Groups["name"].Value, one.Groups["call"].Value),
            _ => Problem("no such path", path, StatusCodes.Status501NotImplemented),
        };
    }

    private IResult Create(string name)
    {
        var created = new StubContainer(Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"), "created");
        return Containers.TryAdd(name, created)
            ? Results.Json(new { created.Id, Warnings = Array.Empty<string>() }, Names, statusCode: StatusCodes.Status201Created)
            : Problem("that name is already in use", $"creating container storage: the container name \"{name}\" is already in use", 500);
    }

    private IResult Of(string method, string name, string call)
    {
        var (found, container) = Containers.FirstOrDefault(one => one.Key == name || one.Value.Id == name);
        if (method == "DELETE")
        {
            Removals.Enqueue(name);
        }

        if (container is null)
        {
            return Problem("no such container", $"no container with name or ID \"{name}\" found: no such container", StatusCodes.Status404NotFound);
        }

        switch (method, call)
        {
            case ("GET", "json") when container.IsLost:
                return NotKnown(container);
            case ("GET", "json"):
                return Results.Json(new
                {
                    container.Id,
                    Image = StubContainer.Image,
                    State = new { Running = container.State == "running", ExitCode = 0 },
                    NetworkSettings = new { Networks = new Dictionary<string, object> { ["podman"] = new { IPAddress = "10.1.0.2" } } },
                }, Names);
            case ("POST", "stop") when container.IsLost:
                return Problem(
                    "container state improper", $"container {container.Id} is running or paused, refusing to clean up: container state improper", 500);
            case ("POST", "start"):
                Starts.Enqueue(found);
                Containers[found] = container with { State = "running" };
                return Results.NoContent();
            case ("DELETE", _) when container.IsStuck:
                return Problem("device or resource busy", $"removing container {container.Id}: device or resource busy", 500);
            case ("DELETE", _):
                Containers.TryRemove(found, out _);
                return Results.NoContent();
            default:
                return Results.NoContent();
        }
    }

    private IResult Leave(string network)
    {
        Left.Enqueue(network);
        foreach (var (name, container) in Containers.Where(one => one.Value.HalfIn == network))
        {
            Containers[name] = container with { IsLost = false, HalfIn = null };
        }

        return Results.Ok();
    }

    private static IResult NotKnown(StubContainer container) => container.HalfIn is not null
        ? Problem("internal libpod error", "network inspection mismatch: asked to join 4 network(s) map[kx-a:{[10.73.0.6] [9c727aa03c84] [2 1] eth1} "
            + "kx-b:{[10.73.0.14] [9c727aa03c84] [2 2] eth3} kx-self-test-1:{[10.73.255.254] [9c727aa03c84] [2 64] eth2} "
            + "podman:{[] [9c727aa03c84] [] eth0}], but have information on 3 network(s): internal libpod error", 500)
        : Problem("container not known", $"getting container from store \"{container.Id}\": container not known", 500);

    private static IResult Problem(string cause, string message, int response) =>
        Results.Json(new { cause, message, response }, statusCode: response);

    private static System.Text.Json.JsonSerializerOptions Names { get; } = new();

    [GeneratedRegex(@"^/v\d+(\.\d+)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiVersion();

    [GeneratedRegex("^/libpod/networks/(?<name>[^/]+)/disconnect$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Disconnect();

    [GeneratedRegex("^/containers/(?<name>[^/]+)/?(?<call>[a-z]*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex One();
}

/// <param name="State">In the words of podman.</param>
internal sealed record StubContainer(string Id, string State)
{
    public const string Image = "1111111111111111111111111111111111111111111111111111111111111111";

    /// <summary>Podman lists it, and its store doesn't know it any more.</summary>
    public bool IsLost { get; init; }

    /// <summary>The network that podman was connecting it to when it was killed.</summary>
    public string? HalfIn { get; init; }

    /// <summary>It can't be removed either.</summary>
    public bool IsStuck { get; init; }
}
