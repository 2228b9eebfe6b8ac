namespace Kiket.Portal.Tests.TestKit;

/// <summary>The system's clock, moved forward: for a whole portal, whose timers run on.</summary>
public sealed class MovedClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Advance(TimeSpan time) => _ahead += time;
}
