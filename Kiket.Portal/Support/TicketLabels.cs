namespace Kiket.Portal.Support;

/// <summary>How pages, mails and refusals call what a ticket has.</summary>
public static class TicketLabels
{
    public static string State(TicketState state) => state switch
    {
        TicketState.Open => "Open",
        TicketState.Waiting => "Waiting for the customer",
        TicketState.Resolved => "Resolved",
        _ => "Closed",
    };

    public static string Category(TicketCategory category) => category switch
    {
        TicketCategory.Question => "Question",
        TicketCategory.Problem => "Something doesn't work",
        TicketCategory.Billing => "Billing",
        TicketCategory.Security => "Security and data",
        _ => "Wish",
    };

    public static string Severity(TicketSeverity severity) => severity switch
    {
        TicketSeverity.Low => "Low",
        TicketSeverity.Normal => "Normal",
        TicketSeverity.High => "High: work is hindered",
        _ => "Urgent: work stands still",
    };

    public static string Clock(TicketClock clock) => clock == TicketClock.FirstResponse ? "First response" : "Resolution";

    /// <summary>Such as 1 h 30 min.</summary>
    public static string Time(TimeSpan time)
    {
        var (hours, minutes) = ((int)time.TotalHours, time.Minutes);
        return (hours, minutes) switch
        {
            (0, _) => $"{minutes} min",
            (_, 0) => $"{hours} h",
            _ => $"{hours} h {minutes} min",
        };
    }
}
