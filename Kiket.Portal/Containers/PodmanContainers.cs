using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiket.Portal.Containers;

/// <summary>A container as podman's own list has it.</summary>
/// <param name="ImageId">Without <c>sha256:</c>.</param>
internal sealed record PodmanContainer(
    string Id,
    IReadOnlyList<string> Names,
    [property: JsonPropertyName("ImageID")] string ImageId,
    string State,
    int ExitCode,
    IReadOnlyDictionary<string, string>? Labels)
{
    public string Name => Names[0];

    public Observed Observe() => new(
        Name,
        "sha256:" + ImageId,
        State == "running",
        State is "exited" or "stopped" ? ExitCode : null,
        Labels ?? new Dictionary<string, string>(StringComparer.Ordinal));
}

/// <summary>
/// Lists containers through podman's own API: its Docker-compatible one inspects each, so it lists none when the files of one are lost.
/// </summary>
internal sealed class PodmanContainers(Uri endpoint) : IDisposable
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    private readonly HttpClient _client = PodmanClient.Open(endpoint);

    /// <param name="filter">Such as <c>label</c> or <c>network</c>.</param>
    public async Task<IReadOnlyList<PodmanContainer>> ListAsync(string filter, string value, CancellationToken cancellationToken)
    {
        var filters = JsonSerializer.Serialize(new Dictionary<string, string[]>(StringComparer.Ordinal) { [filter] = [value] });
        using var response = await _client.GetAsync(
            new Uri($"/v4.0.0/libpod/containers/json?all=true&filters={Uri.EscapeDataString(filters)}", UriKind.Relative), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<List<PodmanContainer>>(text, Names) ?? []
            : throw new EngineException($"podman doesn't list containers: {text.Trim()}");
    }

    public void Dispose() => _client.Dispose();
}
