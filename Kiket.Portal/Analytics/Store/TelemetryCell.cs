using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Analytics.Store;

/// <summary>Who says that something ran. The numbers are stored.</summary>
public enum TelemetrySource
{
    /// <summary>A container that Kiket runs, by its installation's token.</summary>
    Hosted = 1,

    /// <summary>The publisher's servers, by the extension's token.</summary>
    Publisher = 2,

    /// <summary>Anybody who knows the extension's id.</summary>
    Unverified = 3,
}

/// <summary>What is counted apart.</summary>
/// <param name="Extension">The portal's id of the extension.</param>
/// <param name="Slot">When it was received.</param>
/// <param name="Installation">Empty unless <paramref name="Source"/> is hosted.</param>
public readonly record struct CellKey(Guid Extension, long Slot, string Release, TelemetrySource Source, string Event, Guid Installation);

/// <summary>What one process has received of one kind in one slot.</summary>
public sealed class TelemetryCell(CellKey key)
{
    public CellKey Key { get; } = key;

    public CallTotals Totals { get; } = new();

    /// <summary>How many of them are stored.</summary>
    public long Stored { get; set; }
}

/// <param name="Day">A UTC day's number.</param>
public readonly record struct ErrorDayKey(Guid Extension, string Fingerprint, int Day, string Release);

/// <summary>What one process has received of one error on one day.</summary>
public sealed class ErrorDay(ErrorDayKey key)
{
    public ErrorDayKey Key { get; } = key;

    public long Errors { get; set; }

    public long Stored { get; set; }
}

/// <summary>Errors that are the same for people.</summary>
/// <param name="FirstRelease">With the first of them since the last time that they were stored.</param>
public sealed record ErrorGroupText(
    Guid Extension,
    string Fingerprint,
    string Class,
    string Message,
    string FirstRelease,
    DateTimeOffset FirstAt,
    string Release,
    DateTimeOffset At);

/// <summary>One error, scrubbed.</summary>
/// <param name="SentAt">By the sender's clock.</param>
public sealed record ErrorSample(
    Guid Id,
    Guid Extension,
    string Fingerprint,
    DateTimeOffset At,
    DateTimeOffset? SentAt,
    string Release,
    TelemetrySource Source,
    string Event,
    Guid Installation,
    string Class,
    string Message)
{
    /// <summary>Of a fingerprint on one day. More of the same say nothing new.</summary>
    public const int MostPerDay = 20;

    public int Day => DateOnly.FromDateTime(At.UtcDateTime).DayNumber;
}

/// <summary>What a process has to store. Everything in it is a total or has a key of its own, so storing it twice changes nothing.</summary>
public sealed record TelemetryBatch(
    IReadOnlyCollection<TelemetryCell> Cells,
    IReadOnlyCollection<ErrorDay> Errors,
    IReadOnlyCollection<ErrorGroupText> Groups,
    IReadOnlyCollection<ErrorSample> Samples)
{
    public bool IsEmpty => Cells.Count == 0 && Errors.Count == 0 && Groups.Count == 0 && Samples.Count == 0;
}
