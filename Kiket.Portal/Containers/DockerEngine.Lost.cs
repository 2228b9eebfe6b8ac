using System.Collections.Concurrent;
using System.Net;
using Docker.DotNet;

namespace Kiket.Portal.Containers;

/// <content>
/// Containers that podman still has in its list while its store has lost their files, as when a removal meets a creation. They can't be inspected,
/// and so podman's Docker-compatible API lists no container at all until they are removed.
/// </content>
public sealed partial class DockerEngine
{
    private readonly ConcurrentDictionary<string, string> _lost = new(StringComparer.Ordinal);

    public IReadOnlyList<string> TakeLost()
    {
        var taken = new List<string>();
        foreach (var name in _lost.Keys)
        {
            if (_lost.TryRemove(name, out var sentence))
            {
                taken.Add(sentence);
            }
        }

        return taken;
    }

    private static bool IsLost(DockerApiException exception) =>
        exception.StatusCode == HttpStatusCode.InternalServerError
        && (exception.Message.Contains("container not known", StringComparison.Ordinal)
            || exception.Message.Contains("layer not known", StringComparison.Ordinal));

    private async Task<IReadOnlyList<Observed>> ObserveWithoutLostAsync(CancellationToken cancellationToken)
    {
        var observed = new List<Observed>();
        foreach (var container in await _podmanContainers.ListAsync("label", Label, cancellationToken))
        {
            try
            {
                await _client.Containers.InspectContainerAsync(container.Id, cancellationToken);
                observed.Add(container.Observe());
            }
            catch (DockerContainerNotFoundException)
            {
                // Removed since it was listed.
            }
            catch (DockerApiException exception) when (IsLost(exception))
            {
                await RemoveLostAsync(container.Name, cancellationToken);
            }
        }

        return observed;
    }

    /// <summary>Also ends its processes, which can still run.</summary>
    private async Task RemoveLostAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(name, cancellationToken);
            _lost[name] = $"podman had lost the files of the container {name}, so it was removed.";
        }
        catch (DockerApiException)
        {
            _lost[name] = $"podman has lost the files of the container {name} and can't remove it. Remove it with: podman rm --force {name}";
        }
    }
}
