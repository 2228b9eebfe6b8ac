namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// The terms that a release was approved with, frozen. A later approved change of terms adds an offer to the same
/// release, under the next number, and changes none: whoever agreed to an offer points at its row.
/// </summary>
public sealed class Offer
{
    private Offer()
    {
    }

    public Guid Id { get; private set; }

    public Guid ReleaseId { get; private set; }

    /// <summary>1 for the offer that came with the release, then 2, 3, …</summary>
    public int Number { get; private set; }

    public OfferTerms Terms { get; private set; } = new();

    public string ApprovedBy { get; private set; } = "";

    public DateTimeOffset ApprovedAt { get; private set; }

    internal static Offer Of(Guid releaseId, int number, OfferTerms terms, string approvedBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ReleaseId = releaseId,
        Number = number,
        Terms = terms,
        ApprovedBy = approvedBy,
        ApprovedAt = now,
    };
}
