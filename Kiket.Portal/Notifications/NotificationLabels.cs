namespace Kiket.Portal.Notifications;

/// <summary>The words for kinds and frequencies, on pages and in mails.</summary>
public static class NotificationLabels
{
    public static string Of(NotificationKind kind) => kind switch
    {
        NotificationKind.Submission => "Submissions of my organizations",
        NotificationKind.Review => "Work for reviewers",
        NotificationKind.Release => "Releases, upgrades and deprecations",
        NotificationKind.Repository => "Repositories, pushes and stored tokens",
        NotificationKind.Support => "Support and ratings",
        NotificationKind.Billing => "Billing and payouts",
        _ => "Members, roles and access",
    };

    /// <summary>What belongs to it, in one sentence.</summary>
    public static string Example(NotificationKind kind) => kind switch
    {
        NotificationKind.Submission => "Decisions, requested changes and messages from reviewers.",
        NotificationKind.Review => "New submissions, replies of publishers and appeals.",
        NotificationKind.Release => "What you installed gets a new version, asks for more, or ends.",
        NotificationKind.Repository => "A repository can't be read, moved, or its token runs out.",
        NotificationKind.Support => "Tickets, ratings and reports.",
        NotificationKind.Billing => "Invoices, payouts and statements.",
        _ => "Your roles change, or an operator locks or unlocks your account.",
    };

    public static string Of(MailFrequency frequency) => frequency switch
    {
        MailFrequency.Daily => "In a daily digest",
        MailFrequency.Weekly => "In a weekly digest",
        _ => "Immediately",
    };
}
