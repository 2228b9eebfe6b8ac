namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// The terms that a release was approved with. They never change: a later approved change of terms adds another offer
/// with the next number to the release, and everyone who agreed to an offer still refers to its row.
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
