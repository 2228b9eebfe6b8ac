using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Counts;

/// <summary>
/// Counts the days of each extension with news again, from everything that ever happened to its installations, and replaces what was counted
/// before: a late event corrects its day, and counting twice changes nothing.
/// </summary>
public sealed class CountInstallations(TelemetryStore store, IDbContextFactory<PortalDb> databases, ListingTopic listings) : IRegularWork
{
    public string Name => "count-installations";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<string> dirty;
        await using (var connection = await store.OpenAsync(cancellationToken))
        {
            dirty = await connection.ReadAsync(
                null, "SELECT name FROM telemetry_state WHERE name LIKE 'dirty:%'", row => row.GetString(0), cancellationToken);
        }

        foreach (var name in dirty)
        {
            var active = await store.ChangeAsync(change => CountAsync(change, name, cancellationToken), cancellationToken);
            await ShowAsync(Guid.Parse(name[RecordInstallationEvents.Dirty.Length..]), InstallBand.Of(active), cancellationToken);
        }
    }

    /// <summary>Everybody sees the band on the listing. It changes seldom, so its cached pages stay.</summary>
    private async Task ShowAsync(Guid extension, int band, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == extension && listing.InstallBand != band)
            .ExecuteUpdateAsync(update => update.SetProperty(listing => listing.InstallBand, band), cancellationToken);
        if (changed > 0)
        {
            await listings.PublishAsync(extension);
        }
    }

    /// <returns>How many are active now.</returns>
    private static async Task<int> CountAsync(StoreChange change, string name, CancellationToken cancellationToken)
    {
        var extension = name[RecordInstallationEvents.Dirty.Length..];
        // First, so that an event that comes now marks it again.
        await change.ExecuteAsync("DELETE FROM telemetry_state WHERE name = @name", cancellationToken, ("name", name));
        var events = await change.Connection.ReadAsync(
            change.Transaction,
            "SELECT installation, kind, to_release, at FROM installation_events WHERE extension = @extension",
            row => new InstallationEvent(
                Guid.Parse(row.GetString(0)),
                Enum.Parse<InstallationEventKind>(row.GetString(1)),
                row.GetString(2),
                new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)),
            cancellationToken,
            ("extension", extension));
        await change.ExecuteAsync("DELETE FROM installation_days WHERE extension = @extension", cancellationToken, ("extension", extension));
        var days = ActiveCounts.Of(events);
        foreach (var day in days)
        {
            await InsertAsync(change, extension, day.Day, "", day.ActiveInstallations, day.Installed, day.Uninstalled, cancellationToken);
            foreach (var (release, active) in day.Active)
            {
                await InsertAsync(change, extension, day.Day, release, active, 0, 0, cancellationToken);
            }
        }

        return days.Count == 0 ? 0 : days[^1].ActiveInstallations;
    }

    /// <param name="release">Empty for the whole extension.</param>
    private static Task InsertAsync(
        StoreChange change,
        string extension,
        DateOnly day,
        string release,
        int active,
        int installed,
        int uninstalled,
        CancellationToken cancellationToken) => change.ExecuteAsync(
        """
        INSERT INTO installation_days (extension, day, release, active, installed, uninstalled)
        VALUES (@extension, @day, @release, @active, @installed, @uninstalled)
        ON CONFLICT (extension, day, release) DO UPDATE SET active = installation_days.active + excluded.active
        """,
        cancellationToken,
        ("extension", extension),
        ("day", (long)day.DayNumber),
        ("release", release),
        ("active", (long)active),
        ("installed", (long)installed),
        ("uninstalled", (long)uninstalled));
}
