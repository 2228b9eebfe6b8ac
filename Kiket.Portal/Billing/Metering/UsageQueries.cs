using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <summary>A metered installation of an organization, with its current month.</summary>
public sealed record MeteredUse(long Number, string ExtensionId, UsageBill Bill);

/// <summary>Reads the usage of an installation, for its organization's members.</summary>
public sealed class UsageQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <param name="organizationId">The only organization it may belong to, such as a token's; null for any of the person's.</param>
    /// <param name="month">Null for the current one.</param>
    public async Task<Result<UsageBill>> FindAsync(
        long number, Guid? organizationId, BillingMonth? month, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var opened = await InstallationAccess.OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken);
        return opened.TryGet(out var installation, out var error)
            ? (await UsageBill.ReadAsync(db, [installation.Id], month ?? BillingMonth.Of(clock.GetUtcNow()), cancellationToken))[installation.Id]
            : error;
    }

    /// <summary>The metered installations that an organization runs. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<MeteredUse>> ForOrganizationAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var metered = await db.Set<Installation>()
            .Where(installation => installation.OrganizationId == organizationId && installation.State != InstallationState.Uninstalled
                && db.Set<BillingTerm>().Any(term => term.InstallationId == installation.Id && term.Component == BillingComponent.Meter))
            .Join(db.Set<Extension>(), installation => installation.ExtensionKey, extension => extension.Id, (installation, extension) => new
            {
                installation.Id,
                installation.Number,
                extension.ExtensionId,
            })
            .OrderBy(installation => installation.ExtensionId)
            .ToListAsync(cancellationToken);
        var bills = await UsageBill.ReadAsync(
            db, [.. metered.Select(installation => installation.Id)], BillingMonth.Of(clock.GetUtcNow()), cancellationToken);
        return [.. metered.Select(installation => new MeteredUse(installation.Number, installation.ExtensionId, bills[installation.Id]))];
    }
}
