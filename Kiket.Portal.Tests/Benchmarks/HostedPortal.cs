using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Kiket.Portal.Containers;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>A portal of its own process with the demo and hosting on a podman of its own, and one installation of its managed sample.</summary>
internal sealed class HostedPortal : IAsyncDisposable
{
    private const string Customer = "kills-customer";
    private const string Sample = "dev.acme.mail-intake";

    /// <summary>Seeding, a self-test and a build come first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly HttpClient _client = new();
    private readonly string _data;
    private DockerEngine? _engine;
    private long _number;

    private HostedPortal(string data) => _data = data;

    public PodmanService Podman { get; } = new();

    public PortalServerProcess Portal { get; private set; } = null!;

    /// <summary>The engine as the portal sees it.</summary>
    public DockerEngine Engine => _engine ??= new DockerEngine(new DockerEndpoint(
        Podman.Endpoint, new(PortalInstance.Label, File.ReadAllText(Directory.GetFiles(_data, "instance", SearchOption.AllDirectories).Single()))));

    /// <returns>With one healthy installation.</returns>
    public static async Task<HostedPortal> StartAsync()
    {
        var hosted = new HostedPortal(Places.Temporary());
        try
        {
            await hosted.Podman.InitializeAsync();
            hosted.Portal = await PortalServerProcess.StartAsync(
                hosted._data,
                "Development",
                ("Demo:Tokens:Customer", Customer),
                ("Hosting:Engine", "docker"),
                ("Hosting:Endpoint", hosted.Podman.Endpoint.ToString()),
                ("Hosting:EdgeImage", (await hosted.Podman.Portal).Value),
                ("Hosting:BuilderImage", (await hosted.Podman.Builder).Value),
                ("Hosting:Network", string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(30, 99)}.0.0/16")));
            hosted._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Customer);
            await hosted.InstallAsync();
            await hosted.UntilHealthyAsync();
            return hosted;
        }
        catch
        {
            await Console.Error.WriteLineAsync(string.Join('\n', hosted.Portal?.Output.Split('\n').TakeLast(40) ?? []));
            await hosted.DisposeAsync();
            throw;
        }
    }

    public async Task UntilHealthyAsync() => await Wait.UntilAsync(
        () => Task.FromResult(State()), state => state == DeploymentState.Healthy.ToString(), Patience);

    /// <summary>A new container beside the one that runs, so that pauses after failures are forgotten.</summary>
    /// <remarks>Refused for a moment while a self-test that was cut off is run again.</remarks>
    public async Task RestartContainerAsync() => await Wait.UntilAsync(
        async () =>
        {
            using var response = await _client.PostAsync(Address($"/{_number}/hosting/restart"), content: null);
            return (response.IsSuccessStatusCode, Text: await response.Content.ReadAsStringAsync());
        },
        answer => answer.IsSuccessStatusCode,
        Patience);

    public string? State() => Rows("SELECT State FROM Deployments").FirstOrDefault();

    /// <summary>What differs between rows and engine: none is the answer that is wanted.</summary>
    public async Task<string?> DifferenceAsync()
    {
        IReadOnlyList<Observed> observed;
        try
        {
            observed = await Engine.ObserveAsync(default);
        }
        catch (EngineException exception)
        {
            return exception.Message;
        }

        // Read after the engine: what is in the rows must be what runs.
        var expected = Rows("SELECT 'kx-' || lower(replace(InstallationId, '-', '')) || '-g' || Number FROM Generations "
            + "WHERE State IN ('Candidate', 'Current') AND StartedAt IS NOT NULL");
        var drains = Rows("SELECT 'kx-' || lower(replace(InstallationId, '-', '')) || '-g' || Number FROM Generations WHERE DrainUntil IS NOT NULL");
        var state = State();
        var edges = observed.Count(one => one.IsRunning && one.Name.StartsWith("kx-edge-", StringComparison.Ordinal));
        var running = observed.Where(one => one.Labels.ContainsKey(NextSteps.InstallationLabel)).ToList();
        var names = running.Where(one => one.IsRunning).Select(one => one.Name).ToList();
        return edges != 1 ? $"{edges} edges run."
            : expected.FirstOrDefault(name => !names.Contains(name)) is { } missing ? $"{missing} doesn't run."
            : running.FirstOrDefault(one => !expected.Contains(one.Name) && !drains.Contains(one.Name)) is { } surplus ? $"{surplus.Name} has no row."
            : state is not ("Healthy" or "Degraded" or "Restarting" or "Starting") ? $"It is {state}."
            : null;
    }

    /// <summary>The process of a container on this machine.</summary>
    public async Task<int> ProcessAsync(string container) => int.Parse(
        (await Podman.RunAsync("inspect", "--format", "{{.State.Pid}}", container)).Trim(), CultureInfo.InvariantCulture);

    /// <summary>Whether the engine says that a container runs as this process.</summary>
    public async Task<bool> RunsAsync(string container, int process)
    {
        try
        {
            return await Podman.RunAsync("inspect", "--format", "{{.State.Running}} {{.State.Pid}}", container)
                == string.Create(CultureInfo.InvariantCulture, $"true {process}\n");
        }
        catch (InvalidOperationException)
        {
            // It is removed.
            return false;
        }
    }

    public async Task<string> NameAsync(Func<Observed, bool> isIt) => (await Engine.ObserveAsync(default)).First(one => one.IsRunning && isIt(one)).Name;

    public async ValueTask DisposeAsync()
    {
        if (Portal is not null)
        {
            await Portal.DisposeAsync();
        }

        _engine?.Dispose();
        _client.Dispose();
        await Podman.DisposeAsync();
        Places.Remove(_data);
    }

    /// <summary>As a customer does; the sample is listed once the demo is seeded.</summary>
    private async Task InstallAsync() => await Wait.UntilAsync(
        async () =>
        {
            var body = new { product_id = Sample, configuration = new { address = "support@globex.test" } };
            using var response = await _client.PostAsJsonAsync(Address(""), body);
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                using var json = JsonDocument.Parse(text);
                _number = long.Parse(json.RootElement.GetProperty("installation").GetProperty("id").GetRawText().Trim('"'), CultureInfo.InvariantCulture);
            }

            return text;
        },
        _ => _number > 0,
        Patience);

    private Uri Address(string path) => new(Portal.Address, $"/api/v1/marketplace/installations{path}");

    private List<string> Rows(string query)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "portal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
