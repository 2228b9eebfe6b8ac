using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>
/// A week of calls, and a month of views and installations, for one extension, so that its publisher's analytics show something at the first
/// start.
/// </summary>
public sealed class DemoTelemetry(
    IDbContextFactory<PortalDb> databases, TelemetryStore telemetry, StoreTelemetry store, ReadTelemetryRows rows, TimeProvider clock)
{
    private const int Days = 34;

    /// <summary>How many days ago organizations came, and when and why some of them left. Too few for a band on the listing.</summary>
    private static readonly (int Came, int? Left, DepartureReason Reason)[] Organizations =
    [
        (33, null, default), (31, 19, DepartureReason.TooExpensive), (27, null, default), (24, null, default), (20, 12, DepartureReason.TrialOrTest),
        (17, null, default), (13, null, default), (9, 3, DepartureReason.MissingFunction), (6, null, default), (2, null, default),
    ];

    private const string ExtensionId = "dev.acme.alerts";
    private const int Hours = 7 * 24;

    private static readonly string[] Events = ["issue.created", "issue.transitioned", "workflow.before_transition"];

    private static readonly (string Class, string Message)[] Errors =
    [
        ("TypeError", "Cannot read properties of undefined (reading 'channel')"),
        ("FetchError", "POST https://hooks.acme.test/alerts failed with status 502"),
        ("TimeoutError", "No answer from 10.20.0.7 within 5000 ms"),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listing = await db.Set<Listing>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.ExtensionId == ExtensionId && one.State == ListingState.Listed, cancellationToken);
        if (listing is null
            || (await rows.ByReleaseAsync(listing.ExtensionKey, new SlotRange(Slot.Of(now.AddDays(-35)), Slot.Of(now) + 1), cancellationToken)).Count > 0)
        {
            return;
        }

        var versions = await db.Set<Release>().Where(release => release.ExtensionKey == listing.ExtensionKey)
            .OrderBy(release => release.ReleasedAt)
            .Select(release => release.Version)
            .ToListAsync(cancellationToken);
        var sender = new TelemetrySender(
            TelemetrySource.Publisher, listing.ExtensionKey, ExtensionId, TokenId: null, Guid.Empty, Release: null, WithTexts: true);
        var totals = new AggregateTelemetry(new Names(versions));
        // The same each time.
        var random = new Random(7);
        for (var hour = 1; hour <= Hours; hour++)
        {
            var at = now.AddHours(hour - Hours).AddMinutes(-1);
            // More by day than by night, fewer at weekends, never twice the same, and a bad hour.
            var busy = at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? .35 : 1;
            var calls = 2 + (int)(busy * (.7 + (.6 * random.NextDouble())) * (3 + (10 * (1 + Math.Sin((at.Hour - 8) * Math.PI / 12)))));
            var failing = hour is > 120 and < 124 ? .35 : .02;
            for (var call = 0; call < calls; call++)
            {
                var isError = random.NextDouble() < failing;
                var (errorClass, message) = Errors[random.Next(Errors.Length)];
                var version = versions[^(random.NextDouble() < .7 || versions.Count == 1 ? 1 : 2)];
                var sent = new SentEvent(
                    Events[random.Next(Events.Length)],
                    isError,
                    Math.Exp(3.2 + (random.NextDouble() * 2.2)),
                    SentAt: null,
                    ExtensionId,
                    version,
                    isError ? errorClass : "",
                    isError ? message : "");
                await totals.AddAsync(new ReceivedEvent(sender, sent, at), cancellationToken);
            }
        }

        var writer = StoreTelemetry.NewWriter();
        await store.RunAsync(writer, totals.Changed(), cancellationToken);
        await telemetry.ChangeAsync(
            async change =>
            {
                await InstallAsync(change, listing.ExtensionKey, versions, now, cancellationToken);
                await ViewAsync(change, listing.ExtensionKey, writer, now, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>As <see cref="RecordInstallationEvents"/> notes them.</summary>
    private static async Task InstallAsync(
        StoreChange change, Guid extension, IReadOnlyList<string> versions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (index, (came, left, reason)) in Organizations.Index())
        {
            await AddAsync(InstallationEventKind.Installed, came, "");
            if (left is { } days)
            {
                await AddAsync(InstallationEventKind.Uninstalled, days, reason.ToString());
            }

            Task AddAsync(InstallationEventKind kind, int daysAgo, string why) => change.ExecuteAsync(
                """
                INSERT INTO installation_events (id, extension, installation, kind, from_release, to_release, by_person, reason, at)
                VALUES (@id, @extension, @installation, @kind, '', @version, 'person', @reason, @at) ON CONFLICT (id) DO NOTHING
                """,
                cancellationToken,
                ("id", $"demo:{index}:{kind}"),
                ("extension", extension.ToString()),
                ("installation", new Guid(index + 1, 0, 0, new byte[8]).ToString()),
                ("kind", kind.ToString()),
                // Some of the first to come haven't upgraded yet.
                ("version", versions[came is > 15 and < 30 && versions.Count > 1 ? ^2 : ^1]),
                ("reason", why),
                ("at", now.AddDays(-daysAgo).UtcTicks));
        }

        await change.SetStateAsync(RecordInstallationEvents.Dirty + extension, 1, cancellationToken);
    }

    /// <summary>As <see cref="CountViews"/> stores them: of the listing, and a twelfth of the install page.</summary>
    private static async Task ViewAsync(StoreChange change, Guid extension, long writer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        for (var daysAgo = Days; daysAgo >= 0; daysAgo--)
        {
            var views = 24 + (daysAgo * 7 % 19) - (today.AddDays(-daysAgo).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 15 : 0);
            foreach (var (page, count) in new[] { (ViewedPage.Listing, views), (ViewedPage.Install, views / 12) })
            {
                await change.ExecuteAsync(
                    "INSERT INTO listing_view_days (extension, day, page, writer, views) VALUES (@extension, @day, @page, @writer, @views)",
                    cancellationToken,
                    ("extension", extension.ToString()),
                    ("day", (long)today.AddDays(-daysAgo).DayNumber),
                    ("page", page.ToString()),
                    ("writer", writer),
                    ("views", (long)count));
            }
        }
    }

    private sealed class Names(IReadOnlyCollection<string> versions) : IKnownNames
    {
        public Task<IReadOnlyCollection<string>> EventsAsync(Guid extension, TelemetrySource source, int day, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<string>>([]);

        public Task<IReadOnlyCollection<string>> GroupsAsync(Guid extension, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<string>>([]);

        public Task<bool> IsReleaseAsync(Guid extension, string version, CancellationToken cancellationToken) =>
            Task.FromResult(versions.Contains(version));
    }
}
