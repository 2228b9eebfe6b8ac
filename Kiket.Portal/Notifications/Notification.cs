namespace Kiket.Portal.Notifications;

/// <summary>The topic of a notification. People choose per kind how they receive it.</summary>
public enum NotificationKind
{
    /// <summary>News about a submission of the person's organization: checks, decisions, messages.</summary>
    Submission,

    /// <summary>Work for reviewers.</summary>
    Review,

    /// <summary>A new release, an upgrade, a deprecation of something installed.</summary>
    Release,

    /// <summary>A push, a sync, a repository or a stored token that needs attention.</summary>
    Repository,

    /// <summary>Support tickets and customer ratings.</summary>
    Support,

    /// <summary>Invoices, payouts, statements.</summary>
    Billing,

    /// <summary>Members, roles, tokens, account security.</summary>
    Account,
}

/// <summary>The state of a notification's mail.</summary>
public enum MailState
{
    /// <summary>The person doesn't want mail, or mail isn't configured.</summary>
    None,
    Waiting,
    Sent,

    /// <summary>The last attempt failed.</summary>
    Failed,
}

/// <summary>The content of a notification. A person is notified once about the same event and subject.</summary>
/// <param name="Event">A word such as <c>submission.approved</c>.</param>
/// <param name="Subject">What it is about, usually an id; with the event it makes the notification unique per person.</param>
/// <param name="Title">One line.</param>
/// <param name="Body">One or two sentences of plain text that say what to do next.</param>
/// <param name="Link">Address inside the portal, starting with a slash.</param>
public sealed record NotificationDraft(
    NotificationKind Kind, string Event, string Subject, string Title, string Body, string Link);

/// <summary>One message to one person: a row for the bell, and for the mail if the person wants it.</summary>
public sealed class Notification
{
    public const int MaxTitle = 200;
    public const int MaxBody = 2_000;
    public const int MaxKey = 300;

    private Notification()
    {
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public NotificationKind Kind { get; private set; }

    /// <summary>Unique per person: event and subject.</summary>
    public string Key { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Body { get; private set; } = "";

    public string Link { get; private set; } = "/";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>False when the person only wants this kind by mail.</summary>
    public bool InApp { get; private set; }

    public MailState Mail { get; private set; }

    public int MailAttempts { get; private set; }

    public DateTimeOffset? MailDueAt { get; private set; }

    internal static string KeyOf(NotificationDraft draft) => Cut($"{draft.Event}:{draft.Subject}", MaxKey);

    internal static Notification Of(Guid userId, NotificationDraft draft, bool inApp, bool mail, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Kind = draft.Kind,
        Key = KeyOf(draft),
        Title = Cut(draft.Title, MaxTitle),
        Body = Cut(draft.Body, MaxBody),
        Link = draft.Link.StartsWith('/') && !draft.Link.StartsWith("//", StringComparison.Ordinal) ? draft.Link : "/",
        CreatedAt = now,
        InApp = inApp,
        Mail = mail ? MailState.Waiting : MailState.None,
        MailDueAt = mail ? now : null,
    };

    /// <summary>Adds to the notification and marks it unread, without a second row in the bell or a second mail.</summary>
    internal void BringUpToDate(NotificationDraft draft) => (Title, Body, ReadAt) = (Cut(draft.Title, MaxTitle), Cut(draft.Body, MaxBody), null);

    internal void MailSent() => (Mail, MailDueAt) = (MailState.Sent, null);

    /// <summary>Records a failed attempt. If <paramref name="nextAttempt"/> is null, it was the last one.</summary>
    internal void MailFailed(DateTimeOffset? nextAttempt)
    {
        MailAttempts++;
        MailDueAt = nextAttempt;
        Mail = nextAttempt is null ? MailState.Failed : MailState.Waiting;
    }

    private static string Cut(string text, int max) => text.Length > max ? text[..(max - 1)] + "…" : text;
}

/// <summary>How a person receives one kind. Without a row: in the app and by mail.</summary>
public sealed class NotificationPreference
{
    private NotificationPreference()
    {
    }

    public Guid UserId { get; private set; }

    public NotificationKind Kind { get; private set; }

    public bool InApp { get; private set; }

    public bool Mail { get; private set; }

    internal static NotificationPreference Of(Guid userId, NotificationKind kind, bool inApp, bool mail) =>
        new() { UserId = userId, Kind = kind, InApp = inApp, Mail = mail };

    internal void Choose(bool inApp, bool mail) => (InApp, Mail) = (inApp, mail);
}
