using System.Diagnostics.Metrics;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>Counts deliveries that were refused. Nothing else is kept of them.</summary>
internal sealed class RefusedDeliveries : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;

    public RefusedDeliveries(IMeterFactory meters)
    {
        _meter = meters.Create(PortalMeter.Name);
        _refused = _meter.CreateCounter<long>("kiket.webhooks.refused", "{delivery}", "Deliveries to the webhook that were refused, by reason.");
    }

    /// <param name="reason">signature, limit, size, type or slow.</param>
    public void Count(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
