using Kiket.Portal.Manifests;

namespace Kiket.Portal.Listings;

/// <summary>What a listing is tagged with: the manifest's tags, then its capabilities.</summary>
public static class ListedTags
{
    private const int Most = 20;

    public static IReadOnlyList<string> Of(Manifest manifest) =>
        [.. manifest.Tags.Concat(manifest.Capabilities).Distinct(StringComparer.OrdinalIgnoreCase).Take(Most)];
}
