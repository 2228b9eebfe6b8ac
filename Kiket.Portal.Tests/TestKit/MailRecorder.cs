using System.Collections.Concurrent;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Takes the portal's mail in the place of a server.</summary>
public sealed class MailRecorder : IMailTransport
{
    /// <summary>Turns mail on; nothing is sent to it.</summary>
    public static readonly (string Key, string Value)[] Settings = [("Smtp:Host", "mail.test"), ("Smtp:From", "portal@example.com")];

    private readonly ConcurrentQueue<OutgoingMail> _sent = new();

    public IReadOnlyCollection<OutgoingMail> Sent => _sent;

    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        _sent.Enqueue(mail);
        return Task.CompletedTask;
    }

    /// <summary>The last mail to an address with a subject, as soon as it is there.</summary>
    public async Task<OutgoingMail> WaitAsync(string to, string subject)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_sent.LastOrDefault(mail => mail.To == to && mail.Subject == subject) is { } found)
            {
                return found;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"No mail \"{subject}\" to {to}. Sent: {string.Join("; ", _sent.Select(mail => $"{mail.To}: {mail.Subject}"))}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
