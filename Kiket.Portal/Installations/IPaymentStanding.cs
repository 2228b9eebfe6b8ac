using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Installations;

/// <summary>Whether an organization pays for what it has, so that it can install something else that costs something.</summary>
public interface IPaymentStanding
{
    /// <param name="terms">What it would agree to.</param>
    /// <returns>Why it can't be installed, and what to do about it.</returns>
    Task<Error?> ProblemAsync(PortalDb db, Guid organizationId, OfferTerms terms, CancellationToken cancellationToken);
}
