namespace Kiket.Portal.Notifications;

/// <summary>How a person receives one kind. Without a row: in the app, and immediately by mail.</summary>
public sealed class NotificationPreference
{
    private NotificationPreference()
    {
    }

    public Guid UserId { get; private set; }

    public NotificationKind Kind { get; private set; }

    public bool InApp { get; private set; }

    public bool Mail { get; private set; }

    /// <summary>Stays when mail is switched off, for when it is switched on again.</summary>
    public MailFrequency Frequency { get; private set; }

    internal static NotificationPreference Of(Guid userId, NotificationChoice choice)
    {
        var preference = new NotificationPreference { UserId = userId, Kind = choice.Kind };
        preference.Choose(choice);
        return preference;
    }

    internal void Choose(NotificationChoice choice) => (InApp, Mail, Frequency) = (choice.InApp, choice.Mail, choice.Frequency);
}

/// <summary>When a person's digests come. Without a row: <see cref="DigestTimes.Default"/>.</summary>
public sealed class MailSchedule
{
    private MailSchedule()
    {
    }

    public Guid UserId { get; private set; }

    public string TimeZone { get; private set; } = "";

    public int Hour { get; private set; }

    public DayOfWeek Day { get; private set; }

    public DigestTimes Times => new(TimeZone, Hour, Day);

    internal static MailSchedule Of(Guid userId, DigestTimes times)
    {
        var schedule = new MailSchedule { UserId = userId };
        schedule.Choose(times);
        return schedule;
    }

    internal void Choose(DigestTimes times) => (TimeZone, Hour, Day) = times;
}
