using System.Diagnostics.Metrics;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>How many public pages come from the cache, and how many are drawn anew.</summary>
internal sealed class CachedPageMetrics(IMeterFactory meters)
{
    private static readonly KeyValuePair<string, object?> FromCache = new("cache", "hit");
    private static readonly KeyValuePair<string, object?> Drawn = new("cache", "miss");

    private readonly Counter<long> _served = meters.CreatePortalMeter()
        .CreateCounter<long>("kiket.pages.served", "{page}", "Public pages served, from the cache (hit) or drawn anew (miss).");

    public void Hit() => _served.Add(1, FromCache);

    public void Miss() => _served.Add(1, Drawn);
}
