using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

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
}
