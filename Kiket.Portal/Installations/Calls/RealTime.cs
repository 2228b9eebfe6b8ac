namespace Kiket.Portal.Installations.Calls;

/// <summary>
/// The machine's own clock, whatever the portal's says: extensions compare tokens and timestamps with theirs, and cache the
/// keys by it.
/// </summary>
public sealed class RealTime(TimeProvider clock)
{
    public RealTime()
        : this(TimeProvider.System)
    {
    }

    public DateTimeOffset GetUtcNow() => clock.GetUtcNow();
}
