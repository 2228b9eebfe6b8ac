using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>What an extension already has: names that are kept apart are few, so that nobody can fill a database with made-up ones.</summary>
public interface IKnownNames
{
    /// <summary>Names of events that a source has sent for an extension on a UTC day.</summary>
    Task<IReadOnlyCollection<string>> EventsAsync(Guid extension, TelemetrySource source, int day, CancellationToken cancellationToken);

    /// <summary>Fingerprints of an extension's error groups.</summary>
    Task<IReadOnlyCollection<string>> GroupsAsync(Guid extension, CancellationToken cancellationToken);

    Task<bool> IsReleaseAsync(Guid extension, string version, CancellationToken cancellationToken);
}

/// <summary>Adds up what one process has received, in memory. Used by one thread at a time.</summary>
public sealed class AggregateTelemetry(IKnownNames known)
{
    /// <summary>For a version that is no release of the extension.</summary>
    public const string UnknownRelease = "(unknown)";

    /// <summary>For names above the limits.</summary>
    public const string Other = "(other)";

    public const int MostEvents = 20;

    public const int MostGroups = 500;

    private readonly Dictionary<CellKey, TelemetryCell> _cells = [];
    private readonly Dictionary<ErrorDayKey, ErrorDay> _errors = [];
    private readonly Dictionary<(Guid, TelemetrySource, int), HashSet<string>> _events = [];
    private readonly Dictionary<Guid, HashSet<string>> _groups = [];
    private readonly Dictionary<(Guid, string, int), int> _sampled = [];
    private readonly Dictionary<Guid, DateTimeOffset> _used = [];
    private readonly HashSet<TelemetryCell> _changedCells = [];
    private readonly HashSet<ErrorDay> _changedErrors = [];
    private readonly Dictionary<(Guid, string), ErrorGroupText> _changedGroups = [];
    private readonly List<ErrorSample> _samples = [];

    /// <summary>How many cells are in memory.</summary>
    public int Count => _cells.Count;

    public async ValueTask AddAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        var (sender, sent, at) = received;
        var slot = Slot.Of(at);
        var day = DateOnly.FromDateTime(at.UtcDateTime).DayNumber;
        var release = sender.Release ?? (sent.Version is { } version && await known.IsReleaseAsync(sender.Extension, version, cancellationToken)
            ? version
            : UnknownRelease);
        var name = await NameAsync(sender, sent.Event, day, cancellationToken);
        var key = new CellKey(sender.Extension, slot, release, sender.Source, name, sender.Installation);
        if (!_cells.TryGetValue(key, out var cell))
        {
            _cells.Add(key, cell = new TelemetryCell(key));
        }

        cell.Totals.Add(sent.IsError, sent.Milliseconds);
        _changedCells.Add(cell);
        if (sender.TokenId is { } token)
        {
            _used[token] = at;
        }

        // What anybody may have made up fills no lists of errors.
        if (sent.IsError && sender.Source != TelemetrySource.Unverified)
        {
            await AddErrorAsync(received, release, name, day, cancellationToken);
        }
    }

    /// <summary>What is to be stored.</summary>
    public TelemetryBatch Changed() => new([.. _changedCells], [.. _changedErrors], [.. _changedGroups.Values], [.. _samples]);

    /// <summary>The batch is stored.</summary>
    /// <param name="open">Cells of slots before it are merged, and forgotten here.</param>
    /// <returns>How many events came too late for their slot.</returns>
    public long Stored(TelemetryBatch batch, long open, DateTimeOffset now)
    {
        foreach (var cell in batch.Cells.Where(cell => cell.Key.Slot >= open))
        {
            cell.Stored = cell.Totals.Count;
        }

        _changedCells.Clear();
        _changedErrors.Clear();
        _changedGroups.Clear();
        _samples.Clear();
        return Forget(open, now);
    }

    /// <summary>When each token was last used, since it was asked before.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> TakeUsed()
    {
        var used = new Dictionary<Guid, DateTimeOffset>(_used);
        _used.Clear();
        return used;
    }

    private long Forget(long open, DateTimeOffset now)
    {
        var lost = 0L;
        foreach (var cell in _cells.Values.Where(cell => cell.Key.Slot < open).ToList())
        {
            lost += cell.Totals.Count - cell.Stored;
            _cells.Remove(cell.Key);
        }

        // The day before stays, because an event of its last second may still be on its way.
        var yesterday = DateOnly.FromDateTime(now.UtcDateTime).DayNumber - 1;
        Remove(_events, key => key.Item3 < yesterday);
        Remove(_sampled, key => key.Item3 < yesterday);
        Remove(_errors, key => key.Day < yesterday);
        return lost;
    }

    private static void Remove<TKey, TValue>(Dictionary<TKey, TValue> from, Func<TKey, bool> isOld)
        where TKey : notnull
    {
        foreach (var key in from.Keys.Where(isOld).ToList())
        {
            from.Remove(key);
        }
    }

    private async ValueTask<string> NameAsync(TelemetrySender sender, string name, int day, CancellationToken cancellationToken)
    {
        if (!_events.TryGetValue((sender.Extension, sender.Source, day), out var names))
        {
            names = [.. await known.EventsAsync(sender.Extension, sender.Source, day, cancellationToken)];
            names.Remove(Other);
            _events.Add((sender.Extension, sender.Source, day), names);
        }

        return names.Contains(name) || (names.Count < MostEvents && names.Add(name)) ? name : Other;
    }

    private async ValueTask AddErrorAsync(ReceivedEvent received, string release, string name, int day, CancellationToken cancellationToken)
    {
        var (sender, sent, at) = received;
        var error = ScrubError.Run(sent.ErrorClass, sender.WithTexts ? sent.ErrorMessage : "");
        if (!_groups.TryGetValue(sender.Extension, out var groups))
        {
            groups = [.. await known.GroupsAsync(sender.Extension, cancellationToken)];
            groups.Remove(Other);
            _groups.Add(sender.Extension, groups);
        }

        var isKept = groups.Contains(error.Fingerprint) || (groups.Count < MostGroups && groups.Add(error.Fingerprint));
        var fingerprint = isKept ? error.Fingerprint : Other;
        var key = new ErrorDayKey(sender.Extension, fingerprint, day, release);
        if (!_errors.TryGetValue(key, out var errors))
        {
            _errors.Add(key, errors = new ErrorDay(key));
        }

        errors.Errors++;
        _changedErrors.Add(errors);
        var group = _changedGroups.GetValueOrDefault((sender.Extension, fingerprint))
            ?? new ErrorGroupText(sender.Extension, fingerprint, isKept ? error.Class : Other, isKept ? error.Message : "", release, at, release, at);
        _changedGroups[(sender.Extension, fingerprint)] = group with { Release = release, At = at };
        var sampled = _sampled.GetValueOrDefault((sender.Extension, fingerprint, day));
        if (sampled < ErrorSample.MostPerDay)
        {
            _sampled[(sender.Extension, fingerprint, day)] = sampled + 1;
            _samples.Add(new ErrorSample(
                Guid.CreateVersion7(at),
                sender.Extension,
                fingerprint,
                at,
                sent.SentAt,
                release,
                sender.Source,
                name,
                sender.Installation,
                error.Class,
                error.Message));
        }
    }
}
