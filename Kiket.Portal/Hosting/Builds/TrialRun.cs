using System.Globalization;
using System.Security.Cryptography;
using Kiket.Portal.Containers;
using Kiket.Portal.Tiers;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>An image to start for a trial.</summary>
/// <param name="User">Null for the engine's default.</param>
public sealed record TrialImage(Guid BuildId, ImageId Image, int Port, string? User, HostingTier Tier);

/// <summary>
/// Starts an image once, without any network, as an installation would, and asks it for <c>/health</c>. A second container that shares its
/// loopback asks, so the image can't reach the portal.
/// </summary>
public sealed class TrialRun(IContainerEngine engine, IOptions<HostingOptions> options)
{
    internal const string Prefix = "kx-trial-";

    private const decimal ProbeCpu = 0.5m;
    private const int ProbeMemoryMiB = 64;

    private const int MostTries = 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan More = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks until it gets a 200 or the time is up; then prints how it went, and where something listens (hexadecimal, from the kernel's table:
    /// local address and port).
    /// </summary>
    private const string Probe = """
        end=$(($(date +%s) + $2)); said=
        while [ "$(date +%s)" -lt "$end" ]; do
          said=$(printf 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' | busybox nc -w 5 127.0.0.1 "$1" 2>&1 \
              | busybox head -n 1)
          case "$said" in HTTP/*" 200"*) echo healthy; break ;; esac
          sleep 0.3
        done
        echo "said $said"
        cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r n local remote state rest; do [ "$state" = 0A ] && echo "listens $local"; done
        exit 0
        """;

    /// <returns>Why it didn't respond; null when it did.</returns>
    public async Task<BuildFailure?> RunAsync(TrialImage trial, BuildLog log, CancellationToken cancellationToken)
    {
        var limit = options.Value.Build.TrialLimit;
        var port = trial.Port.ToString(CultureInfo.InvariantCulture);
        log.Add($"Trial run on {trial.Tier.Name} ({trial.Tier.Size}), without egress: waiting for 200 from /health on port {port}");
        var (container, output) = (Container(trial), new BuildLog());
        await RetireAsync(container.Name);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var printing = Task.CompletedTask;
        try
        {
            await engine.StartAsync(container, cancellationToken);
            printing = PrintAsync(container.Name, log, output, reading.Token);
            var (end, probe) = await ProbeAsync(trial, container.Name, limit, cancellationToken);
            var failure = Judge(trial, end, probe, output, limit);
            log.Add(failure?.Sentence ?? "The container responded with 200 for /health.");
            return failure is null ? null : failure with { LastLines = log.Last() };
        }
        catch (EngineException exception) when (IsImagesFault(exception))
        {
            var sentence = $"The container can't start: {Dockerfile.Short(exception.Message)}";
            log.Add(sentence);
            return new BuildFailure("not_started", sentence, null, null, log.Last());
        }
        finally
        {
            await RetireAsync(container.Name);
            await reading.CancelAsync();
            await printing;
        }
    }

    private static string ProbeName(string name) => name + "-probe";

    /// <summary>A probe that was canceled while the engine created it can appear late, and the container can't be removed before it.</summary>
    private async Task RetireAsync(string name)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await engine.RetireAsync(ProbeName(name), TimeSpan.Zero, CancellationToken.None);
                await engine.RetireAsync(name, TimeSpan.Zero, CancellationToken.None);
                return;
            }
            catch (EngineException) when (tries < MostTries)
            {
                await Task.Delay(Look, CancellationToken.None);
            }
        }
    }

    /// <summary>What the probe and the end of the container mean.</summary>
    /// <param name="exitCode">Of the container; null while it runs.</param>
    public static BuildFailure? Judge(TrialImage trial, int? exitCode, IReadOnlyList<string> probe, BuildLog output, TimeSpan limit)
    {
        var port = trial.Port.ToString(CultureInfo.InvariantCulture);
        var readOnly = output.ToString().Contains("Read-only file system", StringComparison.OrdinalIgnoreCase)
            ? " It tried to write to its own files, but only /tmp can be written."
            : "";
        if (exitCode is { } code)
        {
            return code == 137
                ? Failed("out_of_memory", $"The container was killed, most likely out of memory ({trial.Tier.MemoryMiB} MiB on {trial.Tier.Name}).")
                : Failed("exited", $"The container ended with {code} before it responded.{readOnly}");
        }

        var listening = probe.Where(line => line.StartsWith("listens ", StringComparison.Ordinal)).Select(line => line["listens ".Length..]).ToList();
        var there = listening.Where(local => local.EndsWith(":" + trial.Port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal)).ToList();
        if (there.Count > 0 && !there.Exists(local => local.TrimStart('0').StartsWith(':')))
        {
            return Failed("loopback_only", $"The container listens on port {port}, but not on 0.0.0.0. Listen on 0.0.0.0:{port}.");
        }

        if (probe.Contains("healthy", StringComparer.Ordinal))
        {
            return null;
        }

        var waited = BuildFailures.Minutes(limit);
        var said = probe.FirstOrDefault(line => line.StartsWith("said ", StringComparison.Ordinal)) ?? "";
        return there.Count == 0
            ? Failed("not_listening", $"The container does not listen on 0.0.0.0:{port} after {waited}. Listen on the port in PORT.{readOnly}")
            : said.IndexOf("HTTP/", StringComparison.Ordinal) is var status and >= 0
                ? Failed("unhealthy", $"/health answered {Dockerfile.Short(said[status..])}, and not 200, for {waited}.{readOnly}")
                : Failed("no_answer", $"The container listens on port {port}, but /health gave no answer for {waited}.{readOnly}");

        static BuildFailure Failed(string code, string sentence) => new(code, sentence, null, null, []);
    }

    private static bool IsImagesFault(EngineException exception) =>
        exception.Message.Contains("executable file", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("no such file", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("no command or entrypoint", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("exec format", StringComparison.OrdinalIgnoreCase);

    private static ContainerSpec Container(TrialImage trial) =>
        new($"{Prefix}{trial.BuildId:N}", trial.Image.Value, trial.Tier.Cpu, trial.Tier.MemoryMiB, Network: null)
        {
            HasNoNetwork = true,
            User = trial.User,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PORT"] = trial.Port.ToString(CultureInfo.InvariantCulture),
                ["EXTENSION_BASE_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{trial.Port}"),
                ["KIKET_CALLBACK_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                ["KIKET_SDK_TELEMETRY_OPTOUT"] = "1",
            },
        };

    /// <summary>Asks until it responds, ends, or the time is up.</summary>
    private async Task<(int? ExitCode, IReadOnlyList<string> Probe)> ProbeAsync(
        TrialImage trial, string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var seconds = ((int)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var box = new ContainerSpec(ProbeName(name), options.Value.BuilderImage, ProbeCpu, ProbeMemoryMiB, Network: null)
        {
            NetworkOf = name,
            Command = ["/bin/sh", "-c", Probe, "probe", trial.Port.ToString(CultureInfo.InvariantCulture), seconds],
        };
        var said = new BuildLog();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probing = engine.RunBoxAsync(new BoxSpec(box, limit + More), said, over.Token);
        var ended = EndedAsync(name, over.Token);
        try
        {
            await Task.WhenAny(probing, ended);
            if (!probing.IsCompletedSuccessfully && ended.IsCompletedSuccessfully)
            {
                return (await ended, []);
            }

            await probing;
            // One that ended just now is no reason to call it healthy.
            return (await StateAsync(name, cancellationToken), said.Lines());
        }
        catch (EngineException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its network went with it when it ended; the engine says so a moment later.
            await Task.Delay(Look, cancellationToken);
            if (await StateAsync(name, cancellationToken) is { } code)
            {
                return (code, []);
            }

            throw;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(Quietly(probing), Quietly(ended));
        }
    }

    private static Task Quietly(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task<int> EndedAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await StateAsync(name, cancellationToken) is { } code)
            {
                return code;
            }

            await Task.Delay(Look, cancellationToken);
        }
    }

    /// <summary>The exit code; null while it runs.</summary>
    private async Task<int?> StateAsync(string name, CancellationToken cancellationToken)
    {
        var found = (await engine.ObserveAsync(cancellationToken)).FirstOrDefault(observed => observed.Name == name);
        return found switch
        {
            { IsRunning: true } => null,
            { ExitCode: { } code } => code,
            // Just created, or just about to say how it ended.
            not null => null,
            null => 137,
        };
    }

    private async Task PrintAsync(string name, BuildLog log, BuildLog output, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in engine.LogsAsync(name, DateTimeOffset.UnixEpoch, cancellationToken))
            {
                log.Report(line);
                output.Report(line);
            }
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException or IOException)
        {
            // It is retired while it is read.
        }
    }
}
