using Kiket.Portal.Components.Shared;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Components.Reviews;

/// <summary>What the values of a review are called on the screen.</summary>
internal static class ReviewLabels
{
    public static string Word(ChangeClass change) => change switch
    {
        ChangeClass.New => "New",
        ChangeClass.Routine => "Routine",
        ChangeClass.DocsOnly => "Only words",
        ChangeClass.Widening => "Widening",
        _ => "Sensitive",
    };

    public static string Meaning(ChangeClass change) => change switch
    {
        ChangeClass.New => "Nothing of this extension is released yet.",
        ChangeClass.Routine => "Same reach and same cost as the release before.",
        ChangeClass.DocsOnly => "Only documents and words of the listing changed.",
        ChangeClass.Widening => "Asks for more, reaches further or costs more than the release before.",
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

    /// <summary>The same thresholds everywhere, so that "high" means one thing.</summary>
    public static string Risk(int points) => points switch
    {
        < 20 => "low",
        < 60 => "medium",
        _ => "high",
    };

    public static string Title(ChangeArea area) => area switch
    {
        ChangeArea.Permissions => "Permissions",
        ChangeArea.Endpoints => "Endpoints",
        ChangeArea.Events => "Events",
        ChangeArea.Egress => "Sends data to",
        ChangeArea.Hosting => "Hosting",
        ChangeArea.Price => "Price",
        ChangeArea.Actions => "Commands and actions",
        ChangeArea.Settings => "Settings",
        ChangeArea.Listing => "Listing",
        ChangeArea.Documentation => "Documentation",
        _ => "Rest of the manifest",
    };

    public static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "Added",
        ChangeKind.Removed => "Removed",
        _ => "Changed",
    };

    public static string Word(ChangeRequestState state) => state switch
    {
        ChangeRequestState.Open => "Open",
        ChangeRequestState.Replied => "Answered",
        _ => "Fixed",
    };

    public static string Word(ChecklistSeverity severity) => severity switch
    {
        ChecklistSeverity.Advice => "advice",
        ChecklistSeverity.Change => "asks for changes",
        _ => "rejects",
    };
}
