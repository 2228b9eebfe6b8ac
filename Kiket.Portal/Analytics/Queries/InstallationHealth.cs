using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Queries;

/// <summary>How an installation that Kiket hosts does, for the organization that runs it.</summary>
/// <param name="Errors">The newest ones of the week.</param>
public sealed record InstalledHealth(CallTotals Day, CallTotals Week, IReadOnlyList<ErrorSample> Errors, TelemetryDetail Detail);

/// <summary>Reads the health of a hosted installation.</summary>
public sealed class InstallationHealthQueries(IDbContextFactory<PortalDb> databases, ReadTelemetryRows rows, TimeProvider clock)
{
    private const int MostErrors = 5;

    /// <returns>Null when Kiket doesn't host it; the caller must check that the reader is a member of its organization.</returns>
    public async Task<InstalledHealth?> RunAsync(Guid installationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<Deployment>().AnyAsync(one => one.InstallationId == installationId, cancellationToken))
        {
            return null;
        }

        var detail = await db.Set<InstallationTelemetry>()
            .Where(one => one.InstallationId == installationId)
            .Select(one => (TelemetryDetail?)one.Detail)
            .SingleOrDefaultAsync(cancellationToken) ?? TelemetryDetail.Full;
        var now = clock.GetUtcNow();
        var until = Slot.Of(now) + 1;
        var week = await rows.OfInstallationAsync(installationId, new SlotRange(Slot.Of(now.AddDays(-7)), until), cancellationToken);
        var day = Slot.Of(now.AddDays(-1));
        return new InstalledHealth(
            SlotRow.Sum(week.Where(row => row.Key.Slot >= day)),
            SlotRow.Sum(week),
            await rows.SamplesOfInstallationAsync(installationId, now.AddDays(-7), MostErrors, cancellationToken),
            detail);
    }
}
