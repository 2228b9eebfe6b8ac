using System.Diagnostics.Metrics;

namespace Kiket.Portal.Foundation;

/// <summary>The meter of the portal's own metrics; <c>/docs/operating/monitoring</c> lists them.</summary>
public static class PortalMeter
{
    public const string Name = "Kiket.Portal";

    /// <summary>The one of this host: a factory gives each asker the same.</summary>
    public static Meter CreatePortalMeter(this IMeterFactory meters) => meters.Create(Name);
}
