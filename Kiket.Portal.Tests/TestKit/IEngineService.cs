using Kiket.Portal.Containers;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>An engine that only the tests use, apart from those of the machine.</summary>
public interface IEngineService
{
    Uri Endpoint { get; }

    DockerEngine Engine { get; }

    /// <summary>An image with busybox.</summary>
    ImageId Busybox { get; }

    /// <summary>Runs the engine's own program as a person does.</summary>
    /// <returns>What it printed.</returns>
    Task<string> RunAsync(params string[] arguments);
}
