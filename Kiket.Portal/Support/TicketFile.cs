using Kiket.Portal.Files;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Support;

/// <summary>
/// A file for a ticket. It waits for the message that it is sent with; one that isn't sent within a day is deleted. Its id is random and names
/// it on disk and in its address.
/// </summary>
public sealed class TicketFile
{
    public const int MaxPerMessage = 10;

    /// <summary>Files of one person that wait for a message, in all tickets.</summary>
    public const int MaxWaiting = 40;

    public const int MaxBytes = 10 * 1024 * 1024;

    private TicketFile()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Null while it waits.</summary>
    public Guid? MessageId { get; private set; }

    /// <summary>The text that it is being written for.</summary>
    public Guid Draft { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The sender's name for it, cleaned. Used for display and download, never as a path.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The format of the content: <c>png</c>, <c>jpg</c>, <c>pdf</c>, <c>txt</c>.</summary>
    public string Format { get; private set; } = "";

    public long Length { get; private set; }

    /// <summary>Hash of the original file, in hex.</summary>
    public string Sha256 { get; private set; } = "";

    public bool IsPicture { get; private set; }

    public Guid UploadedBy { get; private set; }

    public DateTimeOffset UploadedAt { get; private set; }

    internal static TicketFile Of(Guid id, Guid draft, Guid organizationId, string name, CachedContent content, IActor actor, DateTimeOffset now) => new()
    {
        Id = id,
        Draft = draft,
        OrganizationId = organizationId,
        Name = name,
        Format = content.Format,
        Length = content.Length,
        Sha256 = content.Sha256,
        IsPicture = content.Width > 0,
        UploadedBy = actor.UserId,
        UploadedAt = now,
    };

    internal void SendWith(TicketMessage message) => MessageId = message.Id;
}

/// <summary>A reply that a publisher's people insert and change before they send it.</summary>
public sealed class CannedReply
{
    public const int MaxTitle = 80;
    public const int MaxText = 5_000;
    public const int MaxPerOrganization = 100;

    private CannedReply()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    internal static CannedReply Of(Guid organizationId, string title, string text) =>
        new() { Id = Guid.NewGuid(), OrganizationId = organizationId, Title = title, Text = text };

    internal void Change(string title, string text) => (Title, Text) = (title, text);
}
