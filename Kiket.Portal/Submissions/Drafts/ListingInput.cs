using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// Listing details as a program sends them with a publish: what is null keeps its value, and so does a null inside
/// a list, which JSON allows and no rule could name.
/// </summary>
public sealed record ListingInput
{
    public string? Name { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public Pricing? Pricing { get; init; }

    public SupportContact? Support { get; init; }

    public string? BaseUrl { get; init; }

    /// <summary>Scope as the manifest spells it, or egress host, to its reason; added to those already given.</summary>
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
            BaseUrl = BaseUrl ?? details.BaseUrl,
            Justifications = justifications,
        };
    }
}
