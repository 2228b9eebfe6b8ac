using System.Net;
using System.Text.Json;

namespace Kiket.Portal.Containers;

/// <summary>
/// Networks through podman's own API: its Docker-compatible one always adds an address of the host and a DNS server, and both
/// are ways out.
/// </summary>
internal sealed class PodmanNetworks(Uri endpoint) : IDisposable
{
    private const string Root = "/v4.0.0/libpod/networks/";

    private readonly HttpClient _client = PodmanClient.Open(endpoint);

    /// <summary>Creates the network unless it is there; one of this name with another shape is refused, because it may have a way out.</summary>
    public async Task EnsureAsync(NetworkSpec network, string owner, string ownerValue, CancellationToken cancellationToken)
    {
        using (var found = await _client.GetAsync(new Uri($"{Root}{network.Name}/json", UriKind.Relative), cancellationToken))
        {
            if (found.IsSuccessStatusCode)
            {
                using var document = JsonDocument.Parse(await found.Content.ReadAsStringAsync(cancellationToken));
                if (!IsShaped(document.RootElement, network))
                {
                    throw new EngineException($"The network {network.Name} exists and isn't as it must be. Remove it.");
                }

                return;
            }
        }

        var body = new
        {
            name = network.Name,
            driver = "bridge",
            @internal = true,
            dns_enabled = false,
            subnets = new[] { new { subnet = network.Subnet.ToString() } },
            labels = new Dictionary<string, string>(StringComparer.Ordinal) { [owner] = ownerValue },
        };
        using var response = await _client.PostAsJsonAsync($"{Root}create", body, cancellationToken);
        await CheckAsync(response, null, cancellationToken);
    }

    public async Task ConnectAsync(NetworkSpec network, CancellationToken cancellationToken)
    {
        var body = new { container = network.EdgeContainer, static_ips = new[] { network.EdgeAddress.ToString() }, static_mac = network.EdgeMac };
        using var response = await _client.PostAsJsonAsync($"{Root}{network.Name}/connect", body, cancellationToken);
        await CheckAsync(response, "already connected", cancellationToken);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        // With force, podman would remove the containers in it as well, the edge among them. So they are disconnected first.
        using var response = await _client.DeleteAsync(new Uri($"{Root}{name}", UriKind.Relative), cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await CheckAsync(response, null, cancellationToken);
        }
    }

    public async Task DisconnectAsync(string name, string container, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync($"{Root}{name}/disconnect", new { container, force = true }, cancellationToken);
        // Not there any more, or not connected: both are what is wanted.
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await CheckAsync(response, "is not connected", cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsShaped(JsonElement found, NetworkSpec network) =>
        found.GetProperty("internal").GetBoolean() && !found.GetProperty("dns_enabled").GetBoolean()
        && found.GetProperty("subnets") is { ValueKind: JsonValueKind.Array } subnets && subnets.GetArrayLength() == 1
        && subnets[0].GetProperty("subnet").GetString() == network.Subnet.ToString() && !subnets[0].TryGetProperty("gateway", out _);

    private static async Task CheckAsync(HttpResponseMessage response, string? harmless, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (harmless is null || !text.Contains(harmless, StringComparison.Ordinal))
        {
            throw new EngineException($"podman refused a network: {text.Trim()}");
        }
    }
}
