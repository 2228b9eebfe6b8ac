using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Terms;

/// <summary>
/// When containers of installations ran, for "Extension Hosting": from the first healthy start to the stop, without times in which one was
/// suspended, failed or waited for capacity.
/// </summary>
public interface IHostingPeriods
{
    /// <summary>Periods that touch the month, by installation. One without any isn't there.</summary>
    Task<IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>>> ReadAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken);
}

/// <summary>The periods that hosting recorded.</summary>
internal sealed class ReadHostingPeriods : IHostingPeriods
{
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>>> ReadAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken)
    {
        var (begins, ends) = (month.Begins, month.Ends);
        var periods = await db.Set<HostingPeriod>().AsNoTracking()
            .Where(period => installations.Contains(period.InstallationId) && period.From < ends && (period.To == null || period.To > begins))
            .ToListAsync(cancellationToken);
        return periods.GroupBy(period => period.InstallationId).ToDictionary(
            group => group.Key, group => (IReadOnlyList<ActiveSpan>)[.. group.Select(period => new ActiveSpan(period.From, period.To))]);
    }
}
