using System.Diagnostics.Metrics;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Notifications;
using Kiket.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>
/// The portal's own metrics: how much work waits and how long the oldest has waited, and what was given up. They are read from
/// the database every 30 seconds, because all nodes share it; each node reports the same figures.
/// </summary>
public sealed class PortalMetrics : IRegularWork, IDisposable
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _clock;
    private readonly Meter _meter;
    private Figures _figures = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public PortalMetrics(IDbContextFactory<PortalDb> databases, TimeProvider clock, IMeterFactory meters)
    {
        (_databases, _clock) = (databases, clock);
        _meter = meters.CreatePortalMeter();
        Gauge("kiket.events.waiting", "{delivery}", "Events that wait for a handler.", () => _figures.EventsWaiting);
        Gauge("kiket.events.oldest", "s", "How long the oldest of them has been due.", () => _figures.EventsOldest);
        Gauge("kiket.events.dead", "{delivery}", "Events that were given up after 8 tries.", () => _figures.EventsDead);
        Gauge("kiket.checks.waiting", "{commit}", "Commits that wait for their checks.", () => _figures.ChecksWaiting);
        Gauge("kiket.checks.oldest", "s", "How long the oldest of them has been due.", () => _figures.ChecksOldest);
        Gauge("kiket.syncs.waiting", "{repository}", "Repositories that wait to be read after a push.", () => _figures.SyncsWaiting);
        Gauge("kiket.syncs.oldest", "s", "How long the oldest of them has been due.", () => _figures.SyncsOldest);
        Gauge("kiket.syncs.dead", "{repository}", "Repositories that were given up after 5 tries.", () => _figures.SyncsDead);
        Gauge("kiket.mail.waiting", "{mail}", "Mails that wait to be sent.", () => _figures.MailWaiting);
        Gauge("kiket.mail.failed", "{mail}", "Mails that were given up.", () => _figures.MailFailed);
    }

    public string Name => "metrics";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var events = db.Set<EventDelivery>().Where(delivery => delivery.State == DeliveryState.Waiting);
        var checks = db.Set<CheckReport>().Where(report => report.State == CheckReportState.Queued || report.State == CheckReportState.Waiting);
        var syncs = db.Set<RepositorySync>().Where(sync => sync.State == RepositorySyncState.Queued || sync.State == RepositorySyncState.Waiting);
        _figures = new Figures(
            await events.CountAsync(cancellationToken),
            Age(await events.MinAsync(delivery => (DateTimeOffset?)delivery.DueAt, cancellationToken), now),
            await db.Set<EventDelivery>().CountAsync(delivery => delivery.State == DeliveryState.Dead, cancellationToken),
            await checks.CountAsync(cancellationToken),
            Age(await checks.MinAsync(report => (DateTimeOffset?)report.DueAt, cancellationToken), now),
            await syncs.CountAsync(cancellationToken),
            Age(await syncs.MinAsync(sync => (DateTimeOffset?)sync.DueAt, cancellationToken), now),
            await db.Set<RepositorySync>().CountAsync(sync => sync.State == RepositorySyncState.Dead, cancellationToken),
            await MailsAsync(db, MailState.Waiting, cancellationToken),
            await MailsAsync(db, MailState.Failed, cancellationToken));
    }

    private static async Task<long> MailsAsync(PortalDb db, MailState state, CancellationToken cancellationToken) =>
        await db.Set<Notification>().CountAsync(notification => notification.Mail == state, cancellationToken)
        + await db.Set<MailDigest>().CountAsync(digest => digest.Mail == state, cancellationToken);

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<long> read) => _meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>In seconds; 0 for work that is due later.</summary>
    private static long Age(DateTimeOffset? due, DateTimeOffset now) => due is { } at && at < now ? (long)(now - at).TotalSeconds : 0;

    private sealed record Figures(
        long EventsWaiting,
        long EventsOldest,
        long EventsDead,
        long ChecksWaiting,
        long ChecksOldest,
        long SyncsWaiting,
        long SyncsOldest,
        long SyncsDead,
        long MailWaiting,
        long MailFailed);
}
