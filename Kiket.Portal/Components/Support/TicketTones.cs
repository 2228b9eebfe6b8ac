using System.Globalization;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Support;

namespace Kiket.Portal.Components.Support;

/// <summary>How tickets look and read on pages.</summary>
internal static class TicketTones
{
    public static BadgeTone Of(TicketState state) => state switch
    {
        TicketState.Open => BadgeTone.Accent,
        TicketState.Waiting => BadgeTone.Warning,
        TicketState.Resolved => BadgeTone.Success,
        _ => BadgeTone.Neutral,
    };

    /// <summary>The state as the reader's side calls it.</summary>
    public static string State(TicketState state, TicketSide side) =>
        state == TicketState.Waiting && side == TicketSide.Customer ? "Waiting for you" : TicketLabels.State(state);

    public static string Side(TicketSide side, TicketParties parties) => side switch
    {
        TicketSide.Customer => parties.Customer,
        TicketSide.Publisher => parties.Publisher,
        TicketSide.Operator => "operator of the marketplace",
        _ => "",
    };

    /// <summary>What happened, in a few words after a name.</summary>
    public static string Did(TicketEvent one, TicketSide reader) => one.Kind switch
    {
        TicketEventKind.Opened => "opened the ticket",
        TicketEventKind.StateChanged when one.State == TicketState.Resolved =>
            one.Detail is { } version ? $"resolved it, fixed in {version}" : "resolved it",
        TicketEventKind.StateChanged when one.State == TicketState.Closed => "closed it, 14 days after it was resolved",
        TicketEventKind.StateChanged when one.State == TicketState.Waiting =>
            reader == TicketSide.Customer ? "waits for a message of yours" : "waits for the customer",
        TicketEventKind.StateChanged => "opened it again",
        TicketEventKind.Escalated => "called the operators of the marketplace, who can read the ticket now",
        TicketEventKind.Read => "has read the ticket",
        TicketEventKind.Satisfied => "said whether it was answered well",
        TicketEventKind.Passed when one.Threshold == ClockThreshold.Warning => $"80 % of the time for the {Clock(one)} is over",
        TicketEventKind.Passed => $"The promised time for the {Clock(one)} is over",
        _ => "",
    };

    public static string File(TicketFile file) => string.Create(CultureInfo.InvariantCulture, $"/support/files/{file.Id}");

    private static string Clock(TicketEvent one) => TicketLabels.Clock(one.Clock!.Value).ToLowerInvariant();
}
