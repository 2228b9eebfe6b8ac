namespace Kiket.Portal.Components.Shared;

/// <summary>One event.</summary>
public sealed record TimelineEntry(string Title, DateTimeOffset At, string? Text = null, BadgeTone Tone = BadgeTone.Neutral);
