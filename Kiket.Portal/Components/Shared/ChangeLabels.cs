using Kiket.Portal.Releases.Differences;

namespace Kiket.Portal.Components.Shared;

/// <summary>The words for the changes between two releases.</summary>
internal static class ChangeLabels
{
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
        _ => "Other manifest changes",
    };

    public static string Label(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "Added",
        ChangeKind.Removed => "Removed",
        _ => "Changed",
    };

    /// <summary>For a change that asks more of a customer.</summary>
    public static string Widening(ChangeArea area) => area is ChangeArea.Price or ChangeArea.Hosting ? "costs more" : "wider scope";

    public static string Sign(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "+",
        ChangeKind.Removed => "−",
        _ => "~",
    };
}
