using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Queries;

/// <summary>Whose calls an organization asks for.</summary>
public enum TelemetryScope
{
    /// <summary>Of the extensions that it publishes, in every organization that runs them.</summary>
    Published,

    /// <summary>Of its own installations that Kiket hosts.</summary>
    Installed,
}

/// <summary>One of the extensions with the most calls.</summary>
public sealed record ExtensionCalls(string Name, string ExtensionId, CallTotals Totals);

public sealed record RecentError(string Name, string ExtensionId, string Event, string Message, DateTimeOffset At);

/// <param name="Unverified">How many events nobody vouches for; they are in no sum.</param>
public sealed record TelemetryOverview(
    TelemetryScope Scope, CallTotals Totals, IReadOnlyList<ExtensionCalls> Top, IReadOnlyList<RecentError> Errors, long Unverified);

/// <summary>What an organization's extensions did in the last hours.</summary>
public sealed class MarketplaceTelemetry(IDbContextFactory<PortalDb> databases, ReadTelemetryRows rows, TimeProvider clock)
{
    /// <summary>As long as single slots are kept.</summary>
    public const int MostHours = MergeTelemetry.SlotDays * 24;

    private const int MostShown = 10;

    /// <param name="scope">Null for what the organization publishes, if it does.</param>
    /// <param name="extensionId">Null for all.</param>
    public async Task<Result<TelemetryOverview>> RunAsync(
        Guid organizationId, int hours, TelemetryScope? scope, string? extensionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var published = await (
            from extension in db.Set<Extension>().AsNoTracking()
            where extension.OrganizationId == organizationId
            join listing in db.Set<Listing>() on extension.Id equals listing.ExtensionKey
            select new Named(extension.Id, listing.Name, extension.ExtensionId, Guid.Empty)).ToListAsync(cancellationToken);
        var chosen = scope ?? (published.Count > 0 ? TelemetryScope.Published : TelemetryScope.Installed);
        var all = chosen == TelemetryScope.Published ? published : await (
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == organizationId && installation.State != InstallationState.Uninstalled
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            select new Named(listing.ExtensionKey, listing.Name, listing.ExtensionId, installation.Id)).ToListAsync(cancellationToken);
        if (extensionId is not null)
        {
            var id = Extension.Normalize(extensionId);
            all = all.FindAll(one => Extension.Normalize(one.ExtensionId) == id);
            if (all.Count == 0)
            {
                return Error.NotFound(
                    "extension_not_found",
                    chosen == TelemetryScope.Published
                        ? "Your organization publishes no such extension. Check the id, or ask with scope=installed."
                        : "Your organization has no such extension installed. Check the id, or ask with scope=published.");
            }
        }

        return await SumAsync(chosen, all, hours, cancellationToken);
    }

    private async Task<TelemetryOverview> SumAsync(TelemetryScope scope, List<Named> all, int hours, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now.AddHours(-hours);
        var range = new SlotRange(Slot.Of(since), Slot.Of(now) + 1);
        var (totals, unverified) = (new CallTotals(), 0L);
        var (top, errors) = (new List<ExtensionCalls>(), new List<RecentError>());
        foreach (var one in all)
        {
            var found = scope == TelemetryScope.Published
                ? await rows.SlotsAsync(one.Key, range, cancellationToken)
                : await rows.OfInstallationAsync(one.Installation, range, cancellationToken);
            var sum = SlotRow.Sum(found.Where(row => row.Key.Source != TelemetrySource.Unverified));
            unverified += found.Where(row => row.Key.Source == TelemetrySource.Unverified).Sum(row => row.Totals.Count);
            if (sum.Count == 0)
            {
                continue;
            }

            totals.Add(sum);
            top.Add(new ExtensionCalls(one.Name, one.ExtensionId, sum));
            if (sum.Errors > 0)
            {
                var samples = scope == TelemetryScope.Published
                    ? await rows.SamplesAsync(one.Key, fingerprint: null, since, MostShown, cancellationToken)
                    : await rows.SamplesOfInstallationAsync(one.Installation, since, MostShown, cancellationToken);
                errors.AddRange(samples.Select(sample => new RecentError(
                    one.Name, one.ExtensionId, sample.Event, sample.Message.Length > 0 ? sample.Message : sample.Class, sample.At)));
            }
        }

        return new TelemetryOverview(
            scope,
            totals,
            [.. top.OrderByDescending(one => one.Totals.Count).ThenBy(one => one.ExtensionId, StringComparer.Ordinal).Take(MostShown)],
            [.. errors.OrderByDescending(one => one.At).Take(MostShown)],
            unverified);
    }

    private sealed record Named(Guid Key, string Name, string ExtensionId, Guid Installation);
}
