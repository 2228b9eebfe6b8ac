using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>The built portal as a process of its own, for what only a process can show: being killed, starting up, stopping.</summary>
public sealed class PortalServerProcess : IAsyncDisposable
{
    /// <summary>A busy machine is no failure: the wait ends as soon as the portal responds.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly HttpClient _client;
    private Process? _process;

    private PortalServerProcess(string dataDirectory, string environment, (string Key, string Value)[] settings)
    {
        DataDirectory = dataDirectory;
        EnvironmentName = environment;
        Settings = settings;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}"));
        _client = new HttpClient { BaseAddress = Address };
    }

    public string DataDirectory { get; }

    public Uri Address { get; }

    public string Output => string.Join('\n', _output);

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The program; the tests' own build when not given.</summary>
    private string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "Kiket.Portal.dll");

    /// <summary>The current folder of the process.</summary>
    private string Folder { get; init; } = Places.Portal;

    private string EnvironmentName { get; }

    private (string Key, string Value)[] Settings { get; }

    /// <param name="dataDirectory">Kept when the process is disposed: it belongs to the test.</param>
    /// <returns>Once it answers.</returns>
    public static async Task<PortalServerProcess> StartAsync(
        string dataDirectory, string environment = "Production", params (string Key, string Value)[] settings)
    {
        return await StartAsync(new PortalServerProcess(dataDirectory, environment, settings));
    }

    /// <summary>Starts a published portal in Production.</summary>
    /// <param name="published">Its folder.</param>
    /// <param name="folder">The current folder, as a service manager or a shell has it.</param>
    public static Task<PortalServerProcess> StartPublishedAsync(string published, string folder, string dataDirectory) => StartAsync(
        new PortalServerProcess(dataDirectory, "Production", []) { Program = Path.Combine(published, "Kiket.Portal.dll"), Folder = folder });

    private static async Task<PortalServerProcess> StartAsync(PortalServerProcess server)
    {
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <returns>At once, while it still starts.</returns>
    public static PortalServerProcess Launch(string dataDirectory, string environment, params (string Key, string Value)[] settings)
    {
        var server = new PortalServerProcess(dataDirectory, environment, settings);
        server.Launch();
        return server;
    }

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>SIGTERM, as an orchestrator stops it. Answers with the exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("The portal is not running.");
        await Shell.RunAsync("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Starts again on the same address and data directory.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _client.Dispose();
    }

    private Process Launch()
    {
        _process?.Dispose();
        _process = Process.Start(Command()) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return _process;
    }

    private async Task StartAsync()
    {
        var process = Launch();
        var started = Stopwatch.StartNew();
        while (!await RespondsAsync())
        {
            if (process.HasExited || started.Elapsed > StartLimit)
            {
                if (process.HasExited)
                {
                    // Also waits for the last lines of its output.
                    await process.WaitForExitAsync();
                }

                throw new InvalidOperationException($"The portal did not come up:\n{Output}");
            }

            await Task.Delay(100);
        }
    }

    private ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It lives for seconds: profiling its code for a second compilation costs more than it brings.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.ArgumentList.Add(Program);
        start.ArgumentList.Add($"--urls={Address.GetLeftPart(UriPartial.Authority)}");
        start.ArgumentList.Add($"--environment={EnvironmentName}");
        start.ArgumentList.Add($"--Portal:DataDirectory={DataDirectory}");
        foreach (var (key, value) in QuickSettings.For(EnvironmentName).Concat(Settings))
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        return start;
    }

    private async Task<bool> RespondsAsync()
    {
        try
        {
            using var response = await _client.GetAsync(new Uri("/health/live", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Record(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
