using Kiket.Portal.Manifests;

namespace Kiket.Portal.Listings.Differences;

/// <summary>A document as far as a comparison needs it.</summary>
/// <param name="Tab">The tab it feeds, in words.</param>
/// <param name="Version">The changelog's version it is the entry of; null for whole documents.</param>
public sealed record ComparedDocument(string Tab, string Path, string? Version, string Text);

/// <summary>One of the two releases that are compared.</summary>
public sealed record ReleaseSide(Manifest Manifest, ListingDetails Details)
{
    public IReadOnlyList<ComparedDocument> Documents { get; init; } = [];
}
