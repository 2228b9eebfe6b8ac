using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Ledger;

/// <summary>Reads the share that is charged today: the one of the agreement, or the usual one.</summary>
public sealed class ReadAgreedShare(IOptions<BillingOptions> options, TimeProvider clock) : IAgreedShares
{
    public async Task<PublisherShare> OfAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(clock.GetUtcNow());
        var agreed = await db.Set<ShareAgreement>()
            .Where(agreement => agreement.OrganizationId == organizationId && agreement.FromDay <= today
                && (agreement.ToDay == null || agreement.ToDay > today))
            .Select(agreement => (int?)agreement.BasisPoints)
            .SingleOrDefaultAsync(cancellationToken);
        return new PublisherShare(agreed ?? options.Value.DefaultShareBps);
    }
}
