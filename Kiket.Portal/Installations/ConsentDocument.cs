using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Installations;

/// <summary>
/// The exact difference that a customer is shown and agrees to. Its hash is the consent: a difference that changed in between has another
/// one, so nobody agrees to what they haven't seen.
/// </summary>
public sealed record ConsentDocument
{
    public required Guid ReleaseId { get; init; }

    public required Guid OfferId { get; init; }

    public required IReadOnlyList<ReleaseChange> Changes { get; init; }

    /// <summary>Per month before and after: the fee and hosting. Usage is in the changes.</summary>
    public required Money? MonthlyBefore { get; init; }

    public required Money MonthlyAfter { get; init; }

    public required string Json { get; init; }

    /// <summary>Hexadecimal SHA-256 of <see cref="Json"/>.</summary>
    public required string Hash { get; init; }

    /// <param name="before">The installed offer; null to list everything that the other one asks for.</param>
    public static ConsentDocument Of(string extensionId, SidedOffer? before, SidedOffer after)
    {
        var changes = OfferDifference.Between(before?.Offer.Terms, after.Offer.Terms);
        var (was, now) = (before is null ? (Money?)null : Monthly(before.Offer.Terms), Monthly(after.Offer.Terms));
        var json = JsonSerializer.Serialize(
            new
            {
                extension = extensionId,
                from = before is null ? null : new { before.Version, offer = before.Offer.Id },
                to = new { after.Version, offer = after.Offer.Id },
                changes,
                monthlyCents = new { before = was?.Cents, after = now.Cents, now.Currency },
            },
            JsonColumn.Options);
        return new ConsentDocument
        {
            ReleaseId = after.Offer.ReleaseId,
            OfferId = after.Offer.Id,
            Changes = changes,
            MonthlyBefore = was,
            MonthlyAfter = now,
            Json = json,
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))),
        };
    }

    /// <summary>Compares what a caller sends with <see cref="Hash"/>, in any case.</summary>
    public bool IsAgreed(string? consent) => string.Equals(consent?.Trim(), Hash, StringComparison.OrdinalIgnoreCase);

    /// <summary>The fee and hosting together. Both are in one currency, or the fee alone is named.</summary>
    public static Money Monthly(OfferTerms terms) =>
        terms.Hosting.MonthlyCents == 0 || terms.Fee.Currency != terms.Hosting.Cost.Currency ? terms.Fee : terms.Fee + terms.Hosting.Cost;
}

/// <summary>An offer with the version of its release.</summary>
public sealed record SidedOffer(string Version, Offer Offer);
