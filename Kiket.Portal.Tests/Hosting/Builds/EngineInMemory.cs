using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiket.Portal.Containers;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>An engine without containers, as far as builds use it: a build prints what a test says and gives an image that responds.</summary>
internal sealed class EngineInMemory : IContainerEngine
{
    private readonly ConcurrentDictionary<string, Observed> _running = new(StringComparer.Ordinal);

    public const string Image = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>What runs instead of a build.</summary>
    public Func<IProgress<LogLine>, CancellationToken, Task<BoxResult>> Build { get; set; } = (output, _) =>
    {
        output.Report(new LogLine(default, false, "STEP 1/1: FROM scratch"));
        return Task.FromResult(new BoxResult(0, TimedOut: false));
    };

    /// <summary>What the trial run finds out.</summary>
    public string[] Probe { get; set; } = ["healthy", "said HTTP/1.1 200 OK", "listens 00000000:1F90"];

    public List<string> Retired { get; } = [];

    public List<ImageId> Removed { get; } = [];

    public async Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken)
    {
        if (!box.Container.Name.StartsWith(BuildBox.Prefix, StringComparison.Ordinal))
        {
            Array.ForEach(Probe, line => output.Report(new LogLine(default, false, line)));
            return new BoxResult(0, TimedOut: false);
        }

        var result = await Build(output, cancellationToken);
        if (result.ExitCode == 0)
        {
            using var image = new MemoryStream([1]);
            await box.Output!.ReadAsync(BuildBox.ImageFile, image, cancellationToken);
        }

        return result;
    }

    public Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken)
    {
        Add(container.Name);
        return Task.FromResult(new ContainerAddress(container.Name, System.Net.IPAddress.Loopback));
    }

    public void Add(string name) => _running[name] = new Observed(name, Image, true, null, new Dictionary<string, string>());

    public string Label => "dev.kiket.portal=memory";

    /// <summary>Images with the portal's label.</summary>
    public List<ImageId> Images { get; } = [];

    public Task<IReadOnlyList<ImageId>> ImagesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ImageId>>(Images);

    public Task<long?> MemoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<string> TakeLost() => [];

    public Task<ContainerEnd?> EndAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<LogLine> OutputAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (_running.TryRemove(name, out _))
        {
            Retired.Add(name);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Observed>>([.. _running.Values]);

    public Task<EngineState> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(new EngineState("podman", "4.3.1", 2, 4096, []));

    public Task<Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken) => Task.FromResult<Result<ImageId>>(new ImageId(Image));

    public Task<ImageFacts?> DescribeAsync(ImageId image, CancellationToken cancellationToken) => Task.FromResult<ImageFacts?>(new ImageFacts([8080], "20001"));

    public Task RemoveImageAsync(ImageId image, CancellationToken cancellationToken)
    {
        Removed.Add(image);
        return Task.CompletedTask;
    }

    public Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveNetworkAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return new LogLine(default, false, "listening");
    }
}
