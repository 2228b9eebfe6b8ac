using System.Threading.Channels;
using MailKit.Net.Smtp;
using MailKit.Security;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Kiket.Portal.Notifications;

/// <summary>A plain-text mail to one address.</summary>
public sealed record OutgoingMail(string To, string Subject, string Body)
{
    /// <summary>Always one line, because a second one could be read as a header.</summary>
    public string Subject { get; } = PlainText.OneLine(Subject);

    /// <summary>Bodies contain secret links, which must never be logged.</summary>
    public override string ToString() => $"Mail \"{Subject}\"";
}

/// <summary>Sends mail; tests replace it with a recorder.</summary>
public interface IMailTransport
{
    /// <summary>Throws when the server refuses or doesn't respond.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

internal sealed class SmtpTransport(IOptions<SmtpOptions> options) : IMailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var smtp = options.Value;
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress(smtp.FromName, smtp.From));
        // Only the address. Parse would also accept "someone <someone.else@…>".
        message.To.Add(new MailboxAddress("", mail.To));
        message.Subject = mail.Subject;
        message.Body = new TextPart("plain") { Text = mail.Body };

        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(
            smtp.Host, smtp.Port, smtp.UseTls ? SecureSocketOptions.Auto : SecureSocketOptions.None, cancellationToken);
        if (smtp.User.Length > 0)
        {
            await client.AuthenticateAsync(smtp.User, smtp.Password, cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }
}

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
