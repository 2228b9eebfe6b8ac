using System.Threading.Channels;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>A mail to one address, as plain text, and also as HTML when it is a notice.</summary>
public sealed record OutgoingMail(string To, string Subject, string Body)
{
    /// <summary>Always one line, because a second one could be read as a header.</summary>
    public string Subject { get; } = PlainText.OneLine(Subject);

    /// <summary>The same as <see cref="Body"/>; null for mails that are text alone.</summary>
    public string? Html { get; init; }

    /// <summary>Says which mail this is. Mail programs show one that comes twice, after a kill between sending and noting, once.</summary>
    public string? MessageId { get; init; }

    /// <summary>The mail that it follows, by its <see cref="MessageId"/>; null when it begins a thread or has none.</summary>
    public string? Follows { get; init; }

    /// <summary>Where mail programs unsubscribe with one click (RFC 8058). Always https.</summary>
    public Uri? Unsubscribe { get; init; }

    /// <summary>Bodies contain secret links, which must never be logged.</summary>
    public override string ToString() => $"Mail \"{Subject}\"";
}

/// <summary>Sends mail; tests replace it with a recorder.</summary>
public interface IMailTransport
{
    /// <summary>Throws when the server refuses or doesn't respond.</summary>
    /// <exception cref="MailRefusedException">The server refuses the address or the mail for good: trying again is no use.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

/// <summary>The receiver's side refused a mail for good, and what it said.</summary>
public sealed class MailRefusedException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>
/// Mail with a secret in it: password links, invitations. It only waits in memory, so that the database contains no usable
/// link. Someone who doesn't get the mail can request it again.
/// </summary>
public sealed class SecretMail(IOptions<SmtpOptions> options)
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<OutgoingMail> _waiting = Channel.CreateBounded<OutgoingMail>(MaxWaiting);

    /// <summary>If false, the pages say that this portal doesn't send mail, and offer an alternative.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    internal ChannelReader<OutgoingMail> Waiting => _waiting.Reader;

    /// <summary>Queues the mail and returns immediately, so that the time doesn't reveal who has an account.</summary>
    /// <returns>False when mail is off or too many mails are waiting.</returns>
    public bool TryQueue(OutgoingMail mail) => IsConfigured && _waiting.Writer.TryWrite(mail);
}
