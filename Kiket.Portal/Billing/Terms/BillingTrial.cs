using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Terms;

/// <summary>
/// The days on which an organization doesn't pay the fee of an extension: the first ones after it installed it for the first time, as the offer
/// said then. There is one for each organization and extension, so installing it again starts none.
/// </summary>
public sealed class BillingTrial
{
    private BillingTrial()
    {
    }

    public Guid OrganizationId { get; private set; }

    public Guid ExtensionKey { get; private set; }

    /// <summary>The offer that promised it.</summary>
    public Guid OfferId { get; private set; }

    public DateOnly FromDay { get; private set; }

    /// <summary>The first day that is paid.</summary>
    public DateOnly ToDay { get; private set; }

    /// <summary>The last day that is free.</summary>
    public DateOnly LastDay => ToDay.AddDays(-1);

    internal static BillingTrial Of(BilledInstallation installation, Guid offerId, DateOnly from, int days) => new()
    {
        OrganizationId = installation.OrganizationId,
        ExtensionKey = installation.ExtensionKey,
        OfferId = offerId,
        FromDay = from,
        ToDay = from.AddDays(days),
    };

    public bool Covers(DateOnly day) => day >= FromDay && day < ToDay;
}

internal sealed class BillingTrialTable : IEntityTypeConfiguration<BillingTrial>
{
    public void Configure(EntityTypeBuilder<BillingTrial> builder)
    {
        builder.ToTable("BillingTrials");
        builder.HasKey(trial => new { trial.OrganizationId, trial.ExtensionKey });
        builder.Ignore(trial => trial.LastDay);
        builder.HasOne<Organization>().WithMany().HasForeignKey(trial => trial.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(trial => trial.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(trial => trial.OfferId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>What an organization would still get of a trial if it installed an extension now.</summary>
public sealed class TrialQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <returns>The first day that is paid; null when no day is free.</returns>
    public async Task<DateOnly?> PaidFromAsync(Guid organizationId, Guid extensionKey, OfferTerms terms, CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.Set<BillingTrial>().AsNoTracking()
            .SingleOrDefaultAsync(trial => trial.OrganizationId == organizationId && trial.ExtensionKey == extensionKey, cancellationToken);
        if (known is not null)
        {
            return known.ToDay > today ? known.ToDay : null;
        }

        var days = terms.Pricing.Charged().TrialDays;
        return days > 0 && !await WasInstalledAsync(db, organizationId, extensionKey, clock.GetUtcNow(), cancellationToken) ? today.AddDays(days) : null;
    }

    internal static Task<bool> WasInstalledAsync(
        PortalDb db, Guid organizationId, Guid extensionKey, DateTimeOffset before, CancellationToken cancellationToken) =>
        db.Set<Installation>().AnyAsync(
            one => one.OrganizationId == organizationId && one.ExtensionKey == extensionKey && one.InstalledAt < before, cancellationToken);
}
