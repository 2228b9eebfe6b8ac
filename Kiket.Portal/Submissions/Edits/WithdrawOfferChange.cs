using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>The publisher takes back a price that waits for a reviewer.</summary>
public sealed class WithdrawOfferChange(UnitOfWork unit)
{
    public Task<Result> RunAsync(Guid changeId, PublishedRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await FindPublished.RunAsync(work.Db, request, cancellationToken)).TryGet(out var extension, out var error))
            {
                return error;
            }

            if (await work.Db.Set<OfferChange>().SingleOrDefaultAsync(
                    one => one.Id == changeId && one.ExtensionKey == extension.Id && one.OrganizationId == extension.OrganizationId, cancellationToken)
                is not { } change)
            {
                return Error.NotFound("price_not_found", "There is no such price. Reload the page.");
            }

            if (change.Withdraw(request.Actor, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                request.Actor, "listing.price_withdrawn", new AuditSubject("listing", change.ExtensionId), change.OrganizationId,
                after: new { change.Version });
            return Result.Success();
        },
        cancellationToken);
}
