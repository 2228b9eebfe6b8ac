using Kiket.Portal.Containers;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>A line that a container printed. It is its customer's: the publisher doesn't see it.</summary>
public sealed class OutputLine
{
    public const int MaxText = 4000;

    /// <summary>How long lines are stored.</summary>
    public static readonly TimeSpan StoredFor = TimeSpan.FromDays(7);

    /// <summary>The newest characters of a deployment that are stored.</summary>
    public const long MostStored = 10 * 1024 * 1024;

    private OutputLine()
    {
    }

    public long Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public int Generation { get; private set; }

    public DateTimeOffset At { get; private set; }

    public bool IsError { get; private set; }

    public string Text { get; private set; } = "";

    public static OutputLine Of(Generation generation, LogLine line, DateTimeOffset at) => new()
    {
        InstallationId = generation.InstallationId,
        Generation = generation.Number,
        At = at,
        IsError = line.IsError,
        // PostgreSQL stores no zero character.
        Text = (line.Text.Length > MaxText ? line.Text[..MaxText] : line.Text).Replace('\0', '\uFFFD'),
    };
}
