namespace Kiket.Portal.Ratings;

/// <summary>How ratings read.</summary>
public static class RatingLabels
{
    public static string Stars(int stars) => stars == 1 ? "1 star" : $"{stars} stars";

    public static string Of(RatingReportReason reason) => reason switch
    {
        RatingReportReason.Spam => "Advertising or spam",
        RatingReportReason.Insulting => "Insulting",
        RatingReportReason.PersonalData => "Names people or personal data",
        RatingReportReason.OffTopic => "Isn't about the extension",
        RatingReportReason.NotGenuine => "Isn't genuine",
        _ => "Something else",
    };

    public static string Of(RatingState state) => state switch
    {
        RatingState.Waiting => "Waits for an operator",
        RatingState.Visible => "Visible",
        RatingState.Hidden => "Hidden",
        _ => "Taken back",
    };
}
