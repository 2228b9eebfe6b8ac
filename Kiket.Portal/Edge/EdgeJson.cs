using System.Text.Json.Serialization;

namespace Kiket.Portal.Edge;

/// <summary>How snapshots and counts are written, between the portal and its edge and in the edge's file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(EdgeSnapshot))]
[JsonSerializable(typeof(BlockedReport))]
[JsonSerializable(typeof(EdgeStatus))]
[JsonSerializable(typeof(HealthRequest))]
[JsonSerializable(typeof(HealthReport))]
public sealed partial class EdgeJson : JsonSerializerContext;

/// <summary>What the edge says of itself.</summary>
/// <param name="Snapshot">The number that holds now; 0 before the first.</param>
public sealed record EdgeStatus(long Snapshot);
