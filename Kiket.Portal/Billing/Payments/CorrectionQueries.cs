using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <param name="Slug">Null when both accounts are Kiket's own.</param>
public sealed record OperatedCorrection(Correction Correction, string? Slug);

/// <summary>Reads corrections. Operators see all of them, an organization its own.</summary>
public sealed class CorrectionQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    /// <summary>Those that wait for a second operator first, then the newest.</summary>
    public async Task<Result<IReadOnlyList<OperatedCorrection>>> OperatedAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Result.Of<IReadOnlyList<OperatedCorrection>>(await db.Set<Correction>().AsNoTracking()
            .Where(correction => correction.State != PaymentState.Discarded)
            .OrderByDescending(correction => correction.State == PaymentState.Recorded).ThenByDescending(correction => correction.RecordedAt)
            .Take(PageRequest.MaxSize)
            .Select(correction => new OperatedCorrection(
                correction, db.Set<Organization>().Where(one => one.Id == correction.OrganizationId).Select(one => one.Slug).FirstOrDefault()))
            .ToListAsync(cancellationToken));
    }

    /// <summary>An organization's, newest first. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<Correction>> ForOrganizationAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Confirmed(db, organizationId).OrderByDescending(correction => correction.Number).Take(PageRequest.MaxSize).ToListAsync(cancellationToken);
    }

    /// <summary>One of an organization's. The caller must check the membership.</summary>
    public async Task<Correction?> FindAsync(Guid organizationId, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Confirmed(db, organizationId).SingleOrDefaultAsync(correction => correction.Number == number, cancellationToken);
    }

    private static IQueryable<Correction> Confirmed(PortalDb db, Guid organizationId) => db.Set<Correction>().AsNoTracking()
        .Where(correction => correction.OrganizationId == organizationId && correction.State == PaymentState.Confirmed);
}
