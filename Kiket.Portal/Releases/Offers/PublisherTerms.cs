namespace Kiket.Portal.Releases.Offers;

/// <summary>What the publisher adds to the manifest's terms with the listing.</summary>
/// <param name="BaseUrl">The value of <c>${EXTENSION_BASE_URL}</c> in the manifest's callback.</param>
/// <param name="Justifications">Why each scope (as the manifest spells it) and each egress host is needed.</param>
public sealed record PublisherTerms(
    Pricing Pricing, SupportContact Support, string? BaseUrl, IReadOnlyDictionary<string, string> Justifications)
{
    public PublisherLinks Links { get; init; } = PublisherLinks.None;

    /// <summary>Before the publisher has entered anything.</summary>
    public static PublisherTerms None { get; } = new(Pricing.Free, new SupportContact(), null, new Dictionary<string, string>(StringComparer.Ordinal));
}
