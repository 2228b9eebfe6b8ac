using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>A week of calls for one extension, so that its publisher's analytics show something at the first start.</summary>
public sealed class DemoTelemetry(IDbContextFactory<PortalDb> databases, StoreTelemetry store, ReadTelemetryRows rows, TimeProvider clock)
{
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
            // More by day than by night, and a bad hour.
            var calls = 4 + (int)(10 * (1 + Math.Sin((at.Hour - 8) * Math.PI / 12)));
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

        await store.RunAsync(StoreTelemetry.NewWriter(), totals.Changed(), cancellationToken);
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
