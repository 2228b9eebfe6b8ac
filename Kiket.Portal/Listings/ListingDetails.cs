using System.Text.Json.Serialization;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings;

/// <summary>What the publisher enters about the extension in addition to its repository. A new version inherits it.</summary>
public sealed record ListingDetails
{
    public const int MaxNameLength = 60;
    public const int MaxSummaryLength = 160;
    public const int MaxCategories = 3;
    public const int MaxJustificationLength = 500;
    public const int MaxReviewerNotesLength = 2000;
    public const long MaxPriceCents = 1_000_000;

    /// <summary>Nothing has been entered yet.</summary>
    [JsonIgnore]
    public bool IsUntouched => Name.Length == 0 && Summary.Length == 0 && Categories.Count == 0;

    public string Name { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>Slugs of one to three categories.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public Pricing Pricing { get; init; } = Pricing.Free;

    public SupportContact Support { get; init; } = new();

    /// <summary>Documentation, privacy policy, terms and license on the publisher's site.</summary>
    public PublisherLinks Links { get; init; } = PublisherLinks.None;

    /// <summary>The part that becomes terms of an offer.</summary>
    [JsonIgnore]
    public PublisherTerms Terms => new(Pricing, Support, BaseUrl, Justifications) { Links = Links };

    /// <summary>The value of <c>${EXTENSION_BASE_URL}</c> in the manifest's callback.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>
    /// This version fixes a security problem, as the publisher says. Customers whose policy wants that get it without a cool-down, once a reviewer
    /// confirmed it. The next version doesn't inherit it.
    /// </summary>
    public bool IsSecurityFix { get; init; }

    /// <summary>
    /// What the reviewer needs to try it: a test account, steps. Only the publisher and its reviewers read it; no listing, offer or preview takes it.
    /// The next version inherits it.
    /// </summary>
    public string? ReviewerNotes { get; init; }

    /// <summary>Why each scope (as the manifest spells it) and each egress host is needed.</summary>
    public IReadOnlyDictionary<string, string> Justifications { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
