using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Ledger;

/// <param name="Slug">The publisher.</param>
/// <param name="From">The first day.</param>
public sealed record AgreeOnShareRequest(string Slug, int BasisPoints, DateOnly From, Actor Actor);

/// <summary>
/// An operator records another share that a publisher agreed to, from a day of the open month or later. It replaces what would hold from that
/// day on.
/// </summary>
public sealed class AgreeOnShare(UnitOfWork unit, PlatformAccess platform)
{
    public async Task<Result<ShareAgreement>> RunAsync(AgreeOnShareRequest request, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(request.Actor.UserId, cancellationToken);
        return access.Succeeded
            ? await unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken, counts: true)
            : access.Error;
    }

    private static async Task<Result<ShareAgreement>> RunAsync(Work work, AgreeOnShareRequest request, CancellationToken cancellationToken)
    {
        if (request.BasisPoints is < 0 or > Shares.Whole)
        {
            return Error.Field("publisher_bps", "share_invalid", "The publisher's share is between 0 and 10,000 hundredths of a percent.");
        }

        var organization = await work.Db.Set<Organization>().SingleOrDefaultAsync(one => one.Slug == request.Slug, cancellationToken);
        if (organization is null)
        {
            return Error.NotFound("organization_not_found", "There is no organization with this name in its address.");
        }

        // The month before is being invoiced, so its shares stay.
        if (request.From < BillingMonth.Of(work.Now).First)
        {
            return Error.Field(
                "from", "from_in_closed_month", $"Choose a day from {BillingMonth.Of(work.Now).First:yyyy-MM-dd} on. Earlier months are closed.");
        }

        var known = await work.Db.Set<ShareAgreement>()
            .Where(agreement => agreement.OrganizationId == organization.Id && (agreement.ToDay == null || agreement.ToDay > request.From))
            .ToListAsync(cancellationToken);
        work.Db.RemoveRange(known.Where(agreement => agreement.FromDay >= request.From));
        known.Find(agreement => agreement.FromDay < request.From)?.EndAt(request.From);
        // The database refuses what overlaps, so these must have ended first.
        await work.Db.SaveChangesAsync(cancellationToken);
        var agreed = ShareAgreement.Of(organization.Id, request.BasisPoints, request.From, request.Actor, work.Now);
        work.Db.Add(agreed);
        work.Audit(
            request.Actor,
            "billing.share_agreed",
            new AuditSubject("organization", organization.Slug),
            organization.Id,
            after: new { agreed.BasisPoints, agreed.FromDay });
        return agreed;
    }
}
