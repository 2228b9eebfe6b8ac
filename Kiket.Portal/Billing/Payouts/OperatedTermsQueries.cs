using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>What an organization agreed to, for operators.</summary>
/// <param name="UsualBasisPoints">The share on days without an agreement.</param>
/// <param name="LastFour">Of its payout account; null while there is none.</param>
/// <param name="Accepted">The publisher agreement that it accepted; null while it hasn't.</param>
public sealed record OperatedTerms(
    Guid OrganizationId,
    string Slug,
    string Name,
    IReadOnlyList<ShareAgreement> Agreements,
    int UsualBasisPoints,
    int TaxBasisPoints,
    int WithholdingBasisPoints,
    string? LastFour,
    PublisherAgreement? Accepted);

/// <summary>Reads what an organization agreed to.</summary>
public sealed class OperatedTermsQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform, IOptions<BillingOptions> options)
{
    public async Task<Result<OperatedTerms>> FindAsync(string slug, Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organization = await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(one => one.Slug == slug, cancellationToken);
        if (organization is null)
        {
            return Error.NotFound("organization_not_found", "There is no organization with this name in its address.");
        }

        var profile = await db.Set<BillingProfile>().AsNoTracking()
            .SingleOrDefaultAsync(known => known.OrganizationId == organization.Id, cancellationToken);
        return new OperatedTerms(
            organization.Id,
            organization.Slug,
            organization.Name,
            await db.Set<ShareAgreement>().AsNoTracking()
                .Where(agreement => agreement.OrganizationId == organization.Id).OrderBy(agreement => agreement.FromDay).ToListAsync(cancellationToken),
            options.Value.DefaultShareBps,
            profile?.TaxBasisPoints ?? 0,
            profile?.WithholdingBasisPoints ?? 0,
            await db.Set<PayoutAccount>()
                .Where(account => account.OrganizationId == organization.Id).Select(account => account.LastFour).SingleOrDefaultAsync(cancellationToken),
            await AcceptedAsync(db, organization.Id, cancellationToken));
    }

    /// <summary>The first one that an organization accepted.</summary>
    internal static Task<PublisherAgreement?> AcceptedAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken) =>
        db.Set<PublisherAgreement>().AsNoTracking().Where(accepted => accepted.OrganizationId == organizationId)
            .OrderBy(accepted => accepted.AcceptedAt).FirstOrDefaultAsync(cancellationToken);
}
