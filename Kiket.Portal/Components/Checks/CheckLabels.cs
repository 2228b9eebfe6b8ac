using Kiket.Portal.Checks;
using Kiket.Portal.Components.Shared;

namespace Kiket.Portal.Components.Checks;

/// <summary>Labels, colours and icons for the states and outcomes of checks.</summary>
internal static class CheckLabels
{
    /// <param name="isOverridden">Every error was accepted by the publisher.</param>
    public static string State(CheckRun run, bool isOverridden) => run.State switch
    {
        CheckRunState.Queued => run.Outcome is null ? "Waiting" : "Runs again soon",
        CheckRunState.Running => run.Total > 0 ? $"{run.Done:N0} of {run.Total:N0} files" : "Running…",
        _ => Outcome(run.Outcome ?? CheckOutcome.Clean, isOverridden),
    };

    public static string Outcome(CheckOutcome outcome, bool isOverridden = false) => outcome switch
    {
        CheckOutcome.Clean => "Passed",
        CheckOutcome.Notes => "Passed, with notes",
        CheckOutcome.Warnings => "Warnings",
        CheckOutcome.Failed => isOverridden ? "Accepted" : "Failed",
        CheckOutcome.Incomplete => "Incomplete",
        _ => "Not needed",
    };

    public static BadgeTone Tone(CheckOutcome? outcome, bool isOverridden = false) => outcome switch
    {
        CheckOutcome.Clean or CheckOutcome.Notes => BadgeTone.Success,
        CheckOutcome.Warnings or CheckOutcome.Incomplete => BadgeTone.Warning,
        CheckOutcome.Failed => isOverridden ? BadgeTone.Warning : BadgeTone.Danger,
        _ => BadgeTone.Neutral,
    };

    public static GlyphKind Glyph(CheckOutcome? outcome) => outcome switch
    {
        CheckOutcome.Clean or CheckOutcome.Notes => GlyphKind.Check,
        CheckOutcome.Warnings or CheckOutcome.Incomplete => GlyphKind.Warning,
        CheckOutcome.Failed => GlyphKind.Error,
        CheckOutcome.NotNeeded => GlyphKind.Info,
        _ => GlyphKind.Clock,
    };

    /// <summary><c>0.4 s</c>, <c>12 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Took(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(0.1, time.TotalSeconds):0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };
}
