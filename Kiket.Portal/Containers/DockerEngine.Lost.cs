using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Docker.DotNet;

namespace Kiket.Portal.Containers;

/// <content>
/// Containers that podman has in its list and can't inspect, so that its Docker-compatible API lists no container at all: its store has lost their
/// files, as when a removal meets a creation, or it was killed while it connected them to a network.
/// </content>
public sealed partial class DockerEngine
{
    private const string HalfConnected = "network inspection mismatch";

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
            || exception.Message.Contains("layer not known", StringComparison.Ordinal)
            || exception.Message.Contains(HalfConnected, StringComparison.Ordinal));

    private async Task<IReadOnlyList<Observed>> ObserveWithoutLostAsync(CancellationToken cancellationToken)
    {
        var observed = new List<Observed>();
        foreach (var container in await _podmanContainers.ListAsync("label", Label, cancellationToken))
        {
            if (await IsThereAsync(container, cancellationToken))
            {
                observed.Add(container.Observe());
            }
        }

        return observed;
    }

    private async Task<bool> IsThereAsync(PodmanContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Containers.InspectContainerAsync(container.Id, cancellationToken);
            return true;
        }
        catch (DockerContainerNotFoundException)
        {
            // Removed since it was listed.
            return false;
        }
        catch (DockerApiException exception) when (IsLost(exception))
        {
            if (await DisconnectHalfAsync(container, exception.Message, cancellationToken))
            {
                return true;
            }

            await RemoveLostAsync(container.Name, cancellationToken);
            return false;
        }
    }

    /// <summary>
    /// Disconnects it from the network that it is only half in. Podman doesn't say which, so the newest come first, until podman knows the container
    /// again; the caller connects those that it needs.
    /// </summary>
    private async Task<bool> DisconnectHalfAsync(PodmanContainer container, string problem, CancellationToken cancellationToken)
    {
        if (!problem.Contains(HalfConnected, StringComparison.Ordinal))
        {
            return false;
        }

        var networks = Network().Matches(problem).OrderByDescending(found => int.Parse(found.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
        foreach (var network in networks.Select(found => found.Groups["name"].Value))
        {
            try
            {
                await _podman.DisconnectAsync(network, container.Id, cancellationToken);
            }
            catch (EngineException)
            {
                // It can complain about what isn't there, and has forgotten the network all the same.
            }

            try
            {
                await _client.Containers.InspectContainerAsync(container.Id, cancellationToken);
                _lost[container.Name] = $"podman had connected the container {container.Name} only by half to a network, so it was connected anew.";
                return true;
            }
            catch (DockerApiException exception) when (IsLost(exception))
            {
                // It was another one.
            }
        }

        return false;
    }

    /// <summary>Also ends its processes, which can still run.</summary>
    private async Task RemoveLostAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(name, cancellationToken);
            _lost[name] = $"podman had lost the container {name}, so it was removed.";
        }
        catch (DockerApiException)
        {
            _lost[name] = $"podman has lost the container {name} and can't remove it. Remove it with: podman rm --force {name}";
        }
    }

    /// <summary>A network of installations, builds or self-tests in podman's words, with the number of the container's interface to it.</summary>
    [GeneratedRegex(@"(?<name>kx-[\w-]+):\{[^}]* eth(?<number>\d{1,6})\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Network();
}
