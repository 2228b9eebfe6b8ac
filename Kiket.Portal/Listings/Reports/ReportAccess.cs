using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>
/// Who reads and works on reports: operators, and reviewers except on those about their own organization's listings. A publisher never learns who
/// sent a report, whatever other roles their people have.
/// </summary>
internal static class ReportAccess
{
    /// <summary>An operator, or a refusal as for a page that doesn't exist.</summary>
    public static async Task<Result> RequireAsync(PortalDb db, string normalizedId, Actor actor, CancellationToken cancellationToken)
    {
        if ((await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken)).Succeeded)
        {
            return Result.Success();
        }

        if (await PlatformAccess.RequireReviewerAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await IsOwnAsync(db, normalizedId, actor, cancellationToken)
            ? Error.Forbidden("own_organization", "You belong to the organization that publishes this. Another reviewer or an operator looks at its reports.")
            : Result.Success();
    }

    private static Task<bool> IsOwnAsync(PortalDb db, string normalizedId, Actor actor, CancellationToken cancellationToken) => (
        from extension in db.Set<Extension>()
        where extension.Registry == Extension.Marketplace && extension.NormalizedId == normalizedId
        join member in db.Set<Membership>() on extension.OrganizationId equals member.OrganizationId
        where member.UserId == actor.UserId
        select member.UserId).AnyAsync(cancellationToken);
}
