using System.Diagnostics.Metrics;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>Counts received telemetry for the portal's operators.</summary>
public sealed class TelemetryCounters : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _mismatched;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _dropped;

    public TelemetryCounters(IMeterFactory meters)
    {
        _meter = meters.Create(PortalMeter.Name);
        _accepted = _meter.CreateCounter<long>("kiket.telemetry.accepted", "{event}", "Events of telemetry that are counted, by source.");
        _ignored = _meter.CreateCounter<long>("kiket.telemetry.ignored", "{event}", "Events with an unknown token or extension id.");
        _mismatched = _meter.CreateCounter<long>("kiket.telemetry.mismatched", "{event}", "Events that name another extension than their token is for.");
        _limited = _meter.CreateCounter<long>("kiket.telemetry.limited", "{event}", "Events refused because of a limit.");
        _dropped = _meter.CreateCounter<long>("kiket.telemetry.dropped", "{event}", "Accepted events that could not be stored in time.");
    }

    public void Accepted(TelemetrySource source, int events) =>
        _accepted.Add(events, new KeyValuePair<string, object?>("source", source switch
        {
            TelemetrySource.Hosted => "hosted",
            TelemetrySource.Publisher => "publisher",
            _ => "unverified",
        }));

    public void Ignored(int events) => _ignored.Add(events);

    public void Mismatched(int events) => _mismatched.Add(events);

    public void Limited(int events) => _limited.Add(events);

    public void Dropped(long events) => _dropped.Add(events);

    public void Dispose() => _meter.Dispose();
}
