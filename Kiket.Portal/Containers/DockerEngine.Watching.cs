using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Kiket.Portal.Containers;

/// <content>What containers print, how they end, and what happens to them.</content>
public sealed partial class DockerEngine
{
    public Task<ContainerEnd?> EndAsync(string name, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            var state = (await _client.Containers.InspectContainerAsync(name, cancellationToken)).State;
            return state is null or { Running: true } ? null : new ContainerEnd(state.ExitCode, state.OOMKilled);
        }
        catch (DockerApiException exception) when (exception is DockerContainerNotFoundException || IsLost(exception))
        {
            return null;
        }
    });

    public Task<long?> MemoryAsync(string name, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var measured = new LastStats();
        try
        {
            await _client.Containers.GetContainerStatsAsync(
                name, new ContainerStatsParameters { Stream = false, OneShot = true }, measured, cancellationToken);
        }
        catch (DockerApiException)
        {
            // It has just ended.
        }

        return measured.Bytes;
    });

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // As a hint, the newest is as good as all of them.
        var seen = Channel.CreateBounded<EngineEvent>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
        var progress = new EventWriter(seen.Writer);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = CallAsync(async () =>
        {
            var filters = Filter("label", Label);
            filters["type"] = new Dictionary<string, bool>(StringComparer.Ordinal) { ["container"] = true };
            await _client.System.MonitorEventsAsync(new ContainerEventsParameters { Filters = filters }, progress, left.Token);
            return true;
        });
        var closing = watching.ContinueWith(
            ended => seen.Writer.TryComplete(ended.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach (var happened in seen.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            await left.CancelAsync();
            await closing;
        }
    }

    public IAsyncEnumerable<LogLine> OutputAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
        LinesAsync(name, since, follow: false, cancellationToken);

    public IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
        LinesAsync(name, since, follow: true, cancellationToken);

    private async IAsyncEnumerable<LogLine> LinesAsync(
        string name, DateTimeOffset since, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters
        {
            ShowStdout = true,
            ShowStderr = true,
            Timestamps = true,
            Follow = follow,
            Since = since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        using var stream = await CallAsync(() => _client.Containers.GetContainerLogsAsync(name, parameters, cancellationToken));
        await foreach (var line in LogLines.ReadAsync(stream, cancellationToken))
        {
            yield return line;
        }
    }

    private sealed class LastStats : IProgress<ContainerStatsResponse>
    {
        private static readonly string[] Files = ["inactive_file", "total_inactive_file"];

        public long? Bytes { get; private set; }

        public void Report(ContainerStatsResponse value)
        {
            if (value.MemoryStats is { Usage: > 0 } memory)
            {
                var files = Files.Select(name => memory.Stats?.TryGetValue(name, out var bytes) == true ? (long)bytes : 0).Max();
                Bytes = Math.Max(0, (long)memory.Usage - files);
            }
        }
    }

    private sealed class EventWriter(ChannelWriter<EngineEvent> writer) : IProgress<Message>
    {
        public void Report(Message value)
        {
            var name = "";
            value.Actor?.Attributes?.TryGetValue("name", out name);
            writer.TryWrite(new EngineEvent(name ?? "", value.Action ?? ""));
        }
    }
}
