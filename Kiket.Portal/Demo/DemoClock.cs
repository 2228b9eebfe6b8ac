using System.Globalization;

namespace Kiket.Portal.Demo;

/// <summary>
/// The portal's clock in the demo: it runs like any other, and can be moved on, so that a month passes in minutes. What others compare with their own
/// clocks, such as cookies and signatures, stays on the real one, and so do timers.
/// </summary>
public sealed class DemoClock : TimeProvider
{
    /// <summary>So far at once: more is a slip of the finger.</summary>
    public static readonly TimeSpan MostAtOnce = TimeSpan.FromDays(62);

    private readonly string? _file;
    private long _ahead;

    /// <param name="start">What it shows now; null to go on where it was when the portal stopped.</param>
    /// <param name="file">Remembers how far it was moved; null to forget it.</param>
    public DemoClock(DateTimeOffset? start, string? file)
    {
        _file = file;
        _ahead = start is { } at ? (at - base.GetUtcNow()).Ticks : Remembered(file);
        Remember();
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));

    /// <param name="by">Above zero; what is above <see cref="MostAtOnce"/> is cut.</param>
    public void Move(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, Math.Clamp(by.Ticks, 0, MostAtOnce.Ticks));
        Remember();
    }

    private static long Remembered(string? file) =>
        file is not null && File.Exists(file)
        && long.TryParse(File.ReadAllText(file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
        && Math.Abs(ticks) < TimeSpan.FromDays(36_500).Ticks
            ? ticks
            : 0;

    private void Remember()
    {
        if (_file is not null)
        {
            File.WriteAllText(_file, Interlocked.Read(ref _ahead).ToString(CultureInfo.InvariantCulture));
        }
    }
}
