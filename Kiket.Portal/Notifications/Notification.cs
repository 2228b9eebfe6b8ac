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

    /// <summary>The last attempt failed, or the server refused it for good.</summary>
    Failed,

    /// <summary>It waits for the person's next digest.</summary>
    Digest,

    /// <summary>It is in a digest, whose mail has a state of its own.</summary>
    InDigest,
}

/// <summary>The content of a notification. A person is notified once about the same event and subject.</summary>
/// <param name="Event">A word such as <c>submission.approved</c>.</param>
/// <param name="Subject">What it is about, usually an id; with the event it makes the notification unique per person.</param>
/// <param name="Title">One line.</param>
/// <param name="Body">One or two sentences of plain text that say what to do next.</param>
/// <param name="Link">Address inside the portal, starting with a slash.</param>
public sealed record NotificationDraft(
    NotificationKind Kind, string Event, string Subject, string Title, string Body, string Link)
{
    /// <summary>What its mail belongs to, such as <c>ticket.0199…</c>: mail programs show mails of one thread together. Null for none.</summary>
    public string? Thread { get; init; }
}

/// <summary>One message to one person: a row for the bell, and for the mail if the person wants it.</summary>
public sealed class Notification
{
    public const int MaxTitle = 200;
    public const int MaxBody = 2_000;
    public const int MaxKey = 300;
    public const int MaxPage = 400;
    public const int MaxOrganization = 80;
    public const int MaxThread = 80;

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

    /// <summary>The page of <see cref="Link"/>: notices with the same one are about the same thing, and read when it is visited.</summary>
    public string Page { get; private set; } = "/";

    /// <summary>The slug of the organization whose page that is; null for the marketplace's own pages.</summary>
    public string? Organization { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>False when the person only wants this kind by mail.</summary>
    public bool InApp { get; private set; }

    public MailState Mail { get; private set; }

    public int MailAttempts { get; private set; }

    public DateTimeOffset? MailDueAt { get; private set; }

    /// <summary>What its mail belongs to; null for a mail of its own.</summary>
    public string? Thread { get; private set; }

    /// <summary>It is the person's first of its thread, which later ones refer to.</summary>
    public bool StartsThread { get; private set; }

    /// <summary>The digest it is in.</summary>
    public Guid? DigestId { get; private set; }

    internal static string KeyOf(NotificationDraft draft) => Cut($"{draft.Event}:{draft.Subject}", MaxKey);

    /// <summary>The page that a link leads to: without query and fragment, and in one spelling.</summary>
    public static string PageOf(string link)
    {
        var end = link.AsSpan().IndexOfAny('?', '#');
        var page = (end < 0 ? link : link[..end]).TrimEnd('/').ToLowerInvariant();
        return page.Length == 0 ? "/" : page.Length > MaxPage ? page[..MaxPage] : page;
    }

    /// <param name="mail">None, Waiting or Digest.</param>
    internal static Notification Of(Guid userId, NotificationDraft draft, bool inApp, MailState mail, DateTimeOffset now)
    {
        var link = draft.Link.StartsWith('/') && !draft.Link.StartsWith("//", StringComparison.Ordinal) ? draft.Link : "/";
        var page = PageOf(link);
        return new()
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Kind = draft.Kind,
            Key = KeyOf(draft),
            Title = Cut(draft.Title, MaxTitle),
            Body = Cut(draft.Body, MaxBody),
            Link = link,
            Page = page,
            Organization = page.Split('/') is ["", "orgs", { Length: > 0 and <= MaxOrganization } slug, ..] && slug != "new" ? slug : null,
            CreatedAt = now,
            InApp = inApp,
            Mail = mail,
            MailDueAt = mail == MailState.Waiting ? now : null,
            Thread = draft.Thread,
        };
    }

    /// <summary>Adds to the notification and marks it unread, without a second row in the bell or a second mail.</summary>
    internal void BringUpToDate(NotificationDraft draft) => (Title, Body, ReadAt) = (Cut(draft.Title, MaxTitle), Cut(draft.Body, MaxBody), null);

    internal void StartThread() => StartsThread = true;

    internal void MailSent() => (Mail, MailDueAt) = (MailState.Sent, null);

    /// <summary>Records a failed attempt. If <paramref name="nextAttempt"/> is null, it was the last one.</summary>
    internal void MailFailed(DateTimeOffset? nextAttempt)
    {
        MailAttempts++;
        MailDueAt = nextAttempt;
        Mail = nextAttempt is null ? MailState.Failed : MailState.Waiting;
    }

    internal void JoinDigest(Guid digestId) => (Mail, DigestId) = (MailState.InDigest, digestId);

    /// <summary>No mail after all: the person doesn't want it any more, or has already read it.</summary>
    internal void DropMail() => (Mail, MailDueAt) = (MailState.None, null);

    /// <summary>Its mail doesn't arrive: the bell is the only place left, whatever was chosen.</summary>
    internal void ShowInApp() => InApp = true;

    private static string Cut(string text, int max) => text.Length > max ? text[..(max - 1)] + "…" : text;
}
