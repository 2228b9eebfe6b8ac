using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;

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

/// <summary>A portal that hosts nothing.</summary>
internal sealed class NothingHosted : IHostingPeriods
{
    private static readonly IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>> None = new Dictionary<Guid, IReadOnlyList<ActiveSpan>>();

    public Task<IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>>> ReadAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken) => Task.FromResult(None);
}
