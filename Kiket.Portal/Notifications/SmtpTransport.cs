using System.Globalization;
using Kiket.Portal.Accounts;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Kiket.Portal.Notifications;

/// <summary>Sends over SMTP, one connection for each mail.</summary>
public sealed class SmtpTransport(IOptions<SmtpOptions> options) : IMailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var smtp = options.Value;
        using var message = Write(mail, smtp);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(
            smtp.Host, smtp.Port, smtp.UseTls ? SecureSocketOptions.Auto : SecureSocketOptions.None, cancellationToken);
        if (smtp.User.Length > 0)
        {
            await client.AuthenticateAsync(smtp.User, smtp.Password, cancellationToken);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException exception) when (IsRefusal(exception))
        {
            throw new MailRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"{(int)exception.StatusCode} {exception.Message}"), exception);
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    /// <summary>The message with its headers. An address that isn't one never reaches a header.</summary>
    public static MimeMessage Write(OutgoingMail mail, SmtpOptions smtp)
    {
        // Also those stored before addresses had rules.
        if (EmailAddress.Problem(mail.To) is not null || mail.To != mail.To.Trim())
        {
            throw new MailRefusedException("The address isn't one that mail can be sent to.");
        }

        var message = new MimeMessage();
        message.From.Add(new MailboxAddress(smtp.FromName, smtp.From));
        // Only the address. Parse would also accept "someone <someone.else@…>".
        message.To.Add(new MailboxAddress("", mail.To));
        message.Subject = mail.Subject;
        message.Body = Body(mail);
        if (mail.MessageId is { } id)
        {
            message.MessageId = id;
        }

        if (mail.Follows is { } first)
        {
            message.InReplyTo = first;
            message.References.Add(first);
        }

        if (mail.Unsubscribe is { } address)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{address.AbsoluteUri}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return message;
    }

    private static MimeEntity Body(OutgoingMail mail)
    {
        var text = new TextPart("plain") { Text = mail.Body };
        // The last part is the one that programs prefer.
        return mail.Html is { } html ? new MultipartAlternative(text, new TextPart("html") { Text = html }) : text;
    }

    /// <summary>
    /// 5xx in reply to the receiver or the message. In reply to the sender or the sign-in, the portal's own setup is wrong and an operator fixes it, so
    /// that is tried again.
    /// </summary>
    private static bool IsRefusal(SmtpCommandException exception) =>
        (int)exception.StatusCode is >= 500 and < 600
        && exception.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;
}
