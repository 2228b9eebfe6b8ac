using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// An organization takes its rating back, also of what it no longer runs or what isn't listed any more. The reply goes with it; its history stays
/// for operators.
/// </summary>
public sealed class WithdrawRating(UnitOfWork unit, CountRatings count)
{
    public Task<Result> RunAsync(RatingRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => WithdrawAsync(work, request, cancellationToken), cancellationToken);

    private async Task<Result> WithdrawAsync(Work work, RatingRequest request, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        if (await FindAsync(db, request, member, cancellationToken) is not { } rating)
        {
            return Error.NotFound("rating_not_found", "Your organization hasn't rated this extension, so there is nothing to take back.");
        }

        var before = new { rating.Stars, rating.State, rating.Version };
        rating.Withdraw();
        db.Add(RatingRevision.Of(rating, request.Actor, now));
        foreach (var report in await db.Set<RatingReport>().Where(one => one.RatingId == rating.Id && one.ClosedAt == null).ToListAsync(cancellationToken))
        {
            report.Close(now);
        }

        work.Audit(request.Actor, "rating.withdrawn", new AuditSubject("rating", request.ExtensionId), member.OrganizationId, before);
        await count.RunAsync(work, rating.ExtensionKey, cancellationToken);
        return Result.Success();
    }

    private static async Task<Rating?> FindAsync(PortalDb db, RatingRequest request, OrganizationMember member, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(request.ExtensionId.Trim());
        var found = await (
            from rating in db.Set<Rating>()
            where rating.OrganizationId == member.OrganizationId && rating.State != RatingState.Withdrawn
            join extension in db.Set<Extension>() on rating.ExtensionKey equals extension.Id
            where extension.Registry == request.Registry && extension.NormalizedId == id
            select rating).SingleOrDefaultAsync(cancellationToken);
        return found;
    }
}
