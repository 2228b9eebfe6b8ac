using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The <c>Limits:</c> settings: how much of the shared resources one person, address or organization may use. Each limit is
/// far above normal use, and low enough that a script can't disturb others.
/// </summary>
public sealed class LimitsOptions
{
    public const string Section = "Limits";

    private const string Message = Section + ":{0} must be between {1} and {2}.";

    /// <summary>New accounts from one address. A course or a company shares one, and needs a few dozen.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int RegistrationsPerAddressPerHour { get; set; } = 30;

    /// <summary>New accounts in total, from all addresses together.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int RegistrationsPerHour { get; set; } = 1000;

    /// <summary>Mails with a link that one account gets, because someone else may be requesting them.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int MailsPerAccountPerHour { get; set; } = 3;

    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int MailsPerAccountPerDay { get; set; } = 10;

    /// <summary>New organizations of one person within 24 hours, because each takes a name permanently.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int OrganizationsPerDay { get; set; } = 5;

    /// <summary>Drafts of one organization that are open at the same time.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int OpenDrafts { get; set; } = 100;

    /// <summary>Drafts that one person starts in the browser. The API counts accepted publishes instead.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int DraftsPerHour { get; set; } = 20;

    /// <summary>Live pages from one address, for all people together. Enough for an office with two hundred open tabs.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int PagesPerAddress { get; set; } = 200;

    /// <summary>What one person's live pages may send continuously. Holding down a key sends about thirty.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int EventsPerSecond { get; set; } = 50;

    /// <summary>What may be sent at once before <see cref="EventsPerSecond"/> applies: opening pages, pasted text, fast typing.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int EventsAtOnce { get; set; } = 1000;

    /// <summary>Open connections in total. Each costs a few kilobytes and a file handle, of which a container often has 65,536.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int Connections { get; set; } = 10_000;

    /// <summary>Web sockets in total. Each serves a live page, which needs up to 1.6 MB of memory.</summary>
    [Range(1, 1_000_000, ErrorMessage = Message)]
    public int LiveConnections { get; set; } = 2000;
}
