using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Metering;

public enum UsageStatus
{
    Accepted,

    /// <summary>It was received before, with the same content.</summary>
    Duplicate,

    /// <summary>Its month is invoiced already, so it is on the next invoice.</summary>
    Late,

    Refused,
}

/// <summary>An event as a publisher sends it. What can't be read is null.</summary>
/// <param name="Installation">The installation's number.</param>
public sealed record SentUsage(string? EventId, long? Installation, string? Meter, long? Quantity, DateTimeOffset? OccurredAt);

/// <param name="Code">Why it is refused; null otherwise.</param>
public sealed record UsageResult(string? EventId, UsageStatus Status, string? Code);

/// <param name="Capped">Installations, by number, that have reached their customer's cap: more is counted and not charged.</param>
public sealed record RecordedUsage(IReadOnlyList<UsageResult> Results, IReadOnlyList<long> Capped);

/// <summary>The extension that usage is sent for, by its publisher.</summary>
/// <param name="Organization">The token's organization.</param>
public sealed record MeteredExtension(Guid Organization, string Registry, string ExtensionId, IActor Actor);

/// <summary>
/// Records what a publisher's extension counted. Sending the same events again, in any order and in any parts, counts each of them once.
/// </summary>
public sealed class RecordUsage
{
    /// <summary>A batch this large is one short transaction.</summary>
    public const int MaxEvents = 1_000;

    public const string EventConflict = "event_conflict";

    /// <summary>Events that are sent one by one and share a commit.</summary>
    private const int MostTogether = 100;

    private readonly UnitOfWork _unit;
    private readonly ReadMeters _read;
    private readonly NotifyOfCap _notify;
    private readonly IOptions<BillingOptions> _options;
    private readonly BatchedCalls<(MeteredExtension Target, SentUsage Event), Result<RecordedUsage>> _single;

    public RecordUsage(UnitOfWork unit, ReadMeters read, NotifyOfCap notify, IOptions<BillingOptions> options)
    {
        (_unit, _read, _notify, _options) = (unit, read, notify, options);
        // Where the database is busy or full, the next try would only wait as long.
        _single = new(MostTogether, RunTogetherAsync) { IsShared = exception => exception.IsBusy() || exception.IsUnwritable() };
    }

    public async Task<Result<RecordedUsage>> RunAsync(
        MeteredExtension target, IReadOnlyList<SentUsage> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return Error.Field("events", "events_missing", "Send the events to record as a list.");
        }

        if (events.Count > MaxEvents)
        {
            return Error.Field("events", "too_many_events", $"Send at most {MaxEvents:#,0} events at once. These are {events.Count:#,0}.");
        }

        return events.Count == 1
            ? await _single.RunAsync((target, events[0]))
            : await _unit.RunAsync(work => RunAsync(work, target, events, cancellationToken), cancellationToken);
    }

    /// <summary>Those that come one by one while a commit is brought to disk share the next one. What one is refused for doesn't concern the others.</summary>
    private async Task<IReadOnlyList<Result<RecordedUsage>>> RunTogetherAsync(IReadOnlyList<(MeteredExtension Target, SentUsage Event)> batch)
    {
        var answers = new Result<RecordedUsage>[batch.Count];
        // In one order on every node, so that two of them never wait for each other's rows.
        var senders = batch.Index()
            .GroupBy(one => (one.Item.Target.Organization, one.Item.Target.Registry, one.Item.Target.ExtensionId, one.Item.Target.Actor.UserId))
            .OrderBy(same => same.Key);
        var done = await _unit.RunAsync(
            async work =>
            {
                foreach (var same in senders)
                {
                    var (calls, events) = (same.ToList(), same.Select(one => one.Item.Event).ToList());
                    var recorded = await RunAsync(work, calls[0].Item.Target, events, CancellationToken.None);
                    foreach (var (place, call) in calls.Index())
                    {
                        answers[call.Index] = recorded.TryGet(out var all, out var error) ? Alone(all, place, call.Item.Event) : error;
                    }
                }

                return Result.Success();
            },
            CancellationToken.None);
        return done.Error is null ? answers
            : batch.Count == 1 ? [done.Error]
            : throw new LostRaceException();
    }

    private static RecordedUsage Alone(RecordedUsage all, int place, SentUsage sent) =>
        new([all.Results[place]], [.. all.Capped.Where(number => number == sent.Installation)]);

    private async Task<Result<RecordedUsage>> RunAsync(
        Work work, MeteredExtension target, IReadOnlyList<SentUsage> events, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(work.Db, target, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var meters = await _read.RunAsync(work.Db, member.OrganizationId, target, events, cancellationToken);
        if (meters.Count == 0 && !(await OwnedAsync(work.Db, member, target, cancellationToken)).TryGet(out _, out var missing))
        {
            return missing;
        }

        var (results, fresh) = (new UsageResult[events.Count], new List<(int Place, UsageEvent Event)>());
        var first = new Dictionary<(Guid, string), UsageEvent>();
        var again = new List<(int Place, UsageEvent Event)>();
        for (var place = 0; place < events.Count; place++)
        {
            var sent = events[place];
            if (Problem(sent, meters, work.Now) is { } code)
            {
                results[place] = new UsageResult(sent.EventId, UsageStatus.Refused, code);
                continue;
            }

            var counted = UsageEvent.Of(
                meters[sent.Installation!.Value].InstallationId, sent.EventId!, sent.Meter!, sent.Quantity!.Value, sent.OccurredAt!.Value.ToUniversalTime(),
                work.Now, UsageTime.PeriodOf(sent.OccurredAt.Value, work.Now, _options.Value.Grace));
            (first.TryAdd((counted.InstallationId, counted.EventId), counted) ? fresh : again).Add((place, counted));
        }

        var added = await InsertRows.NewAsync(work.Db, [.. fresh.Select(pair => pair.Event)], cancellationToken);
        var stored = await StoredAsync(work.Db, [.. fresh.Where((_, index) => !added.Contains(index)).Select(pair => pair.Event)], cancellationToken);
        for (var index = 0; index < fresh.Count; index++)
        {
            var (place, counted) = fresh[index];
            results[place] = added.Contains(index)
                ? new UsageResult(counted.EventId, counted.IsLate ? UsageStatus.Late : UsageStatus.Accepted, null)
                : Again(counted, stored[(counted.InstallationId, counted.EventId)]);
        }

        foreach (var (place, counted) in again)
        {
            results[place] = Again(counted, first[(counted.InstallationId, counted.EventId)]);
        }

        var capped = await CountAsync(work, [.. fresh.Where((_, index) => added.Contains(index)).Select(pair => pair.Event)], meters, cancellationToken);
        return new RecordedUsage(results, capped);
    }

    private static UsageResult Again(UsageEvent sent, UsageEvent known) => sent.IsSame(known)
        ? new UsageResult(sent.EventId, UsageStatus.Duplicate, null)
        : new UsageResult(sent.EventId, UsageStatus.Refused, EventConflict);

    /// <summary>Adds new events to their days, and sees who has reached a cap.</summary>
    private async Task<IReadOnlyList<long>> CountAsync(
        Work work, IReadOnlyList<UsageEvent> added, IReadOnlyDictionary<long, MeteredInstallation> meters, CancellationToken cancellationToken)
    {
        var byId = meters.Values.ToDictionary(meter => meter.InstallationId);
        var capped = new SortedSet<long>();
        var months = added.GroupBy(counted => BillingMonth.Of(counted.OccurredAt)).ToList();
        foreach (var month in months)
        {
            var before = await CappedAsync(work.Db, month, byId, cancellationToken);
            var totals = month
                .GroupBy(counted => (counted.InstallationId, counted.Meter, counted.Day, counted.Period))
                .Select(same => UsageTotal.Of(same.First(), byId[same.Key.InstallationId].OrganizationId, same.Sum(counted => counted.Quantity)))
                .OrderBy(total => total.InstallationId).ThenBy(total => total.Meter, StringComparer.Ordinal).ThenBy(total => total.Day)
                .ToList();
            await InsertRows.AddUpAsync(work.Db, totals, nameof(UsageTotal.Quantity), cancellationToken);
            foreach (var (installation, bill) in before)
            {
                var after = bill.With(totals.Where(total => total.InstallationId == installation));
                if (after.IsCapped)
                {
                    capped.Add(byId[installation].Number);
                }

                await _notify.AddAsync(work, byId[installation], bill, after, cancellationToken);
            }
        }

        return [.. capped];
    }

    /// <summary>The bills so far of those that have a cap.</summary>
    private static async Task<IReadOnlyDictionary<Guid, UsageBill>> CappedAsync(
        PortalDb db,
        IGrouping<BillingMonth, UsageEvent> month,
        IReadOnlyDictionary<Guid, MeteredInstallation> meters,
        CancellationToken cancellationToken)
    {
        var (touched, first, end, ends) = (
            month.Select(counted => counted.InstallationId).Distinct().ToList(), month.Key.First, month.Key.End, month.Key.Ends);
        var caps = (await db.Set<UsageCap>().AsNoTracking()
                .Where(cap => EF.Parameter(touched).Contains(cap.InstallationId) && cap.At < ends).ToListAsync(cancellationToken))
            .GroupBy(cap => cap.InstallationId)
            .Where(same => same.MaxBy(cap => cap.At)!.Cents is not null)
            .ToDictionary(same => same.Key, same => same.MaxBy(cap => cap.At)!.Cents);
        if (caps.Count == 0)
        {
            return new Dictionary<Guid, UsageBill>();
        }

        List<Guid> capped = [.. caps.Keys];
        if (capped.Exists(installation => meters[installation].Terms.Count == 0))
        {
            return await UsageBill.ReadAsync(db, capped, month.Key, cancellationToken);
        }

        var totals = (await db.Set<UsageTotal>().AsNoTracking()
                .Where(total => EF.Parameter(capped).Contains(total.InstallationId) && total.Day >= first && total.Day < end)
                .GroupBy(total => new { total.InstallationId, total.Meter })
                .Select(same => new { same.Key.InstallationId, same.Key.Meter, Quantity = same.Sum(total => total.Quantity) })
                .ToListAsync(cancellationToken))
            .ToLookup(total => total.InstallationId);
        return capped.ToDictionary(
            installation => installation,
            installation => UsageBill.Of(
                month.Key,
                meters[installation].Terms,
                totals[installation].ToDictionary(total => total.Meter, total => total.Quantity, StringComparer.Ordinal),
                caps[installation]));
    }

    private static async Task<IReadOnlyDictionary<(Guid, string), UsageEvent>> StoredAsync(
        PortalDb db, IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(Guid, string), UsageEvent>();
        foreach (var same in events.GroupBy(counted => counted.InstallationId))
        {
            var ids = same.Select(counted => counted.EventId).ToList();
            var found = await db.Set<UsageEvent>().AsNoTracking()
                .Where(counted => counted.InstallationId == same.Key && ids.Contains(counted.EventId))
                .ToListAsync(cancellationToken);
            found.ForEach(counted => known[(counted.InstallationId, counted.EventId)] = counted);
        }

        return known;
    }

    private static string? Problem(SentUsage sent, IReadOnlyDictionary<long, MeteredInstallation> meters, DateTimeOffset now) => sent switch
    {
        { EventId: null or "" or { Length: > UsageEvent.MaxId } } => "event_id_invalid",
        _ when sent.EventId.Any(char.IsControl) => "event_id_invalid",
        { Installation: null } => "installation_not_found",
        _ when !meters.TryGetValue(sent.Installation.Value, out _) => "installation_not_found",
        { Quantity: null or <= 0 or > UsageEvent.MaxQuantity } => "quantity_invalid",
        { OccurredAt: null } => "occurred_at_invalid",
        _ when UsageTime.Problem(sent.OccurredAt.Value, now) is { } problem => problem,
        _ => meters[sent.Installation.Value].Problem(sent.Meter, sent.OccurredAt.Value),
    };

    /// <summary>The extension's key, when it is this organization's.</summary>
    internal static async Task<Result<Guid>> OwnedAsync(PortalDb db, MeteredExtension target, CancellationToken cancellationToken) =>
        (await AccessAsync(db, target, cancellationToken)).TryGet(out var member, out var error)
            ? await OwnedAsync(db, member, target, cancellationToken)
            : error;

    private static Task<Result<OrganizationMember>> AccessAsync(PortalDb db, MeteredExtension target, CancellationToken cancellationToken) =>
        OrganizationAccess.RequireAsync(db, target.Organization.ToString(), target.Actor.UserId, OrganizationRole.Admin, cancellationToken);

    private static async Task<Result<Guid>> OwnedAsync(
        PortalDb db, OrganizationMember member, MeteredExtension target, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(target.ExtensionId);
        var found = await db.Set<Extension>()
            .Where(extension => extension.Registry == target.Registry && extension.NormalizedId == id && extension.OrganizationId == member.OrganizationId)
            .Select(extension => (Guid?)extension.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return found is { } key
            ? key
            : Error.NotFound("extension_not_found", "Your organization publishes no extension with this id in this registry. Check both.");
    }
}
