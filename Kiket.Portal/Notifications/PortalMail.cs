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
    /// <summary>One line, whatever names it was made of: a second one could be read as a header.</summary>
    public string Subject { get; } = PlainText.OneLine(Subject);

    /// <summary>Bodies hold secret links: never into a log.</summary>
    public override string ToString() => $"Mail \"{Subject}\"";
}

/// <summary>How mail leaves the portal; tests put a recorder in its place.</summary>
public interface IMailTransport
{
    /// <summary>Throws when the server refuses or does not answer.</summary>
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
        // The address and nothing else: Parse would also read "somebody <somebody.else@…>".
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
/// Mail with a secret in it: password links, invitations. It waits in memory alone, so that no usable link
/// rests in the database; whoever does not get one asks again.
/// </summary>
public sealed class SecretMail(IOptions<SmtpOptions> options)
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<OutgoingMail> _waiting = Channel.CreateBounded<OutgoingMail>(MaxWaiting);

    /// <summary>False: the pages then say that this portal sends no mail, and offer another way.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    internal ChannelReader<OutgoingMail> Waiting => _waiting.Reader;

    /// <summary>Hands the mail over and returns at once; how long it takes tells nobody who has an account.</summary>
    /// <returns>False when mail is off or too many wait.</returns>
    public bool TryQueue(OutgoingMail mail) => IsConfigured && _waiting.Writer.TryWrite(mail);
}
