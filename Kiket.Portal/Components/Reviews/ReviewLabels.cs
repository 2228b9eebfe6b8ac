using Kiket.Portal.Components.Shared;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Components.Reviews;

/// <summary>Labels, tones and explanations for the values of a review.</summary>
internal static class ReviewLabels
{
    public const string ReadOnly =
        "You read this as an operator. Only reviewers claim and decide; give yourself that role under Operations, People, if you should do it too.";

    public static string Label(ChangeClass change) => change switch
    {
        ChangeClass.New => "New",
        ChangeClass.Routine => "Routine",
        ChangeClass.DocsOnly => "Text only",
        ChangeClass.Widening => "Wider scope",
        _ => "Sensitive",
    };

    public static string Meaning(ChangeClass change) => change switch
    {
        ChangeClass.New => "No version of this extension is released yet.",
        ChangeClass.Routine => "Same access and price as the previous release.",
        ChangeClass.DocsOnly => "Only documents and listing text changed.",
        ChangeClass.Widening => "Asks for more access or costs more than the previous release.",
        _ => "Two different reviewers must approve it.",
    };

    public static BadgeTone Tone(ChangeClass change) => change switch
    {
        ChangeClass.New => BadgeTone.Info,
        ChangeClass.Widening => BadgeTone.Warning,
        ChangeClass.Sensitive => BadgeTone.Danger,
        _ => BadgeTone.Neutral,
    };

    public static BadgeTone Tone(AgeState age) => age switch
    {
        AgeState.OnTime => BadgeTone.Success,
        AgeState.DueSoon => BadgeTone.Warning,
        _ => BadgeTone.Danger,
    };

    /// <summary>The same thresholds everywhere, so that "high" always means the same.</summary>
    public static string Risk(int points) => points switch
    {
        < 20 => "low",
        < 60 => "medium",
        _ => "high",
    };

    public static string Label(ChangeRequestState state) => state switch
    {
        ChangeRequestState.Open => "Open",
        ChangeRequestState.Replied => "Replied",
        _ => "Fixed",
    };

    public static BadgeTone Tone(ChangeRequestState state) => state switch
    {
        ChangeRequestState.Open => BadgeTone.Warning,
        ChangeRequestState.Replied => BadgeTone.Info,
        _ => BadgeTone.Success,
    };

    public static string Label(ChecklistMark mark) => mark switch
    {
        ChecklistMark.Passes => "Passes",
        ChecklistMark.Fails => "Fails",
        _ => "Does not apply",
    };

    public static BadgeTone Tone(ChecklistSeverity severity) => severity switch
    {
        ChecklistSeverity.Advice => BadgeTone.Info,
        ChecklistSeverity.Change => BadgeTone.Warning,
        _ => BadgeTone.Danger,
    };

    public static string Label(ChecklistSeverity severity) => severity switch
    {
        ChecklistSeverity.Advice => "advice",
        ChecklistSeverity.Change => "must change",
        _ => "reason to reject",
    };
}
