using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// Listing details that a program sends with a publish. Null leaves a value unchanged; nulls inside a list, which JSON
/// allows, are ignored.
/// </summary>
public sealed record ListingInput
{
    public string? Name { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public Pricing? Pricing { get; init; }

    public SupportContact? Support { get; init; }

    public PublisherLinks? Links { get; init; }

    public string? BaseUrl { get; init; }

    public bool? IsSecurityFix { get; init; }

    /// <summary>Maps a scope, as spelled in the manifest, or an egress host to its reason; added to the existing ones.</summary>
    public IReadOnlyDictionary<string, string>? Justifications { get; init; }

    public ListingDetails ApplyTo(ListingDetails details)
    {
        var justifications = new Dictionary<string, string>(details.Justifications, StringComparer.Ordinal);
        foreach (var (key, text) in Justifications ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (text is not null)
            {
                justifications[key] = text;
            }
        }

        return details with
        {
            Name = Name ?? details.Name,
            Summary = Summary ?? details.Summary,
            Categories = Categories is null ? details.Categories : [.. Categories.OfType<string>()],
            Pricing = Pricing is null ? details.Pricing : Pricing with { Meters = [.. (Pricing.Meters ?? []).OfType<Meter>()] },
            Support = Support ?? details.Support,
            Links = Links ?? details.Links,
            BaseUrl = BaseUrl ?? details.BaseUrl,
            IsSecurityFix = IsSecurityFix ?? details.IsSecurityFix,
            Justifications = justifications,
        };
    }
}
