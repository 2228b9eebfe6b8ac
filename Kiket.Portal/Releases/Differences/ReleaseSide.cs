using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>The parts of a document that a comparison needs.</summary>
/// <param name="Tab">The title of the tab that shows it.</param>
/// <param name="Version">The version that this changelog entry describes; null for a whole document.</param>
public sealed record ComparedDocument(string Tab, string Path, string? Version, string Text);

/// <summary>The texts of a listing that a comparison needs.</summary>
/// <param name="Categories">Slugs.</param>
public sealed record ComparedListing(string Name, string Summary, IReadOnlyList<string> Categories);

/// <summary>One of the two compared releases: its terms, its manifest and its texts.</summary>
public sealed record ReleaseSide(OfferTerms Terms, Manifest Manifest, ComparedListing Listing)
{
    public IReadOnlyList<ComparedDocument> Documents { get; init; } = [];

    /// <summary>Addresses of the stored pictures that the documents show. An address is made from the picture's content.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = [];
}
