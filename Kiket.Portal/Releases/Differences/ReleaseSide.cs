using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>A document as far as a comparison needs it.</summary>
/// <param name="Tab">The tab it feeds, in words.</param>
/// <param name="Version">The changelog's version it is the entry of; null for whole documents.</param>
public sealed record ComparedDocument(string Tab, string Path, string? Version, string Text);

/// <summary>The text of a listing as far as a comparison needs it.</summary>
/// <param name="Categories">Slugs.</param>
public sealed record ComparedListing(string Name, string Summary, IReadOnlyList<string> Categories);

/// <summary>One of the two releases that are compared: what it offers, what else its manifest says, and its text.</summary>
public sealed record ReleaseSide(OfferTerms Terms, Manifest Manifest, ComparedListing Listing)
{
    public IReadOnlyList<ComparedDocument> Documents { get; init; } = [];
}
