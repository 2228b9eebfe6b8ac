using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>The prices that a deleted publisher proposed no longer wait for a reviewer.</summary>
public sealed class WithdrawDeletedPrices(UnitOfWork unit) : IEventHandler<OrganizationDeleted>, IDeletionEffects
{
    public const string HandlerName = "withdraw-deleted-prices";

    public async Task RunAsync(OrganizationDeleted happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                foreach (var change in await Waiting(work.Db, happened.OrganizationId).ToListAsync(cancellationToken))
                {
                    change.Withdraw("Kiket Marketplace", work.Now).ThrowIfRefused();
                    work.Audit(
                        actor: null,
                        "listing.price_withdrawn",
                        new AuditSubject("listing", change.ExtensionId),
                        change.OrganizationId,
                        after: new { change.Version, because = "organization deleted" });
                }

                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            // A reviewer decided on one of them at the same moment. The next try sees that.
            throw new LostRaceException();
        }
    }

    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var count = await Waiting(db, organizationId).CountAsync(cancellationToken);
        return count == 0 ? [] : [new DeletionEffect(count, count == 1 ? "1 proposed price is withdrawn." : $"{count} proposed prices are withdrawn.")];
    }

    private static IQueryable<OfferChange> Waiting(PortalDb db, Guid organizationId) =>
        db.Set<OfferChange>().Where(change => change.OrganizationId == organizationId && change.State == OfferChangeState.Waiting);
}
