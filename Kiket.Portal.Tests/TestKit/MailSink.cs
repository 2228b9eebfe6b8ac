using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A real SMTP server that keeps what it gets.
/// <code>await using var mail = MailSink.Start(); await using var portal = await PortalServer.StartAsync(mail.Settings);</code>
/// </summary>
public sealed class MailSink : MessageStore, IMailboxFilter, IAsyncDisposable
{
    /// <summary>What links in mails begin with; tests take the path.</summary>
    public const string PublicUrl = "https://portal.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<MimeMessage> _mails = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port = Ports.Free();
    private Task _running = Task.CompletedTask;

    private MailSink()
    {
    }

    /// <summary>What makes a portal send here, with links below <see cref="PublicUrl"/>.</summary>
    public (string Key, string Value)[] Settings => [.. Smtp, ("Portal:PublicUrl", PublicUrl)];

    /// <summary>What makes a portal send here.</summary>
    public (string Key, string Value)[] Smtp =>
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", _port.ToString(CultureInfo.InvariantCulture)), ("Smtp:UseTls", "false"),
        ("Smtp:From", "marketplace@portal.test"),
    ];

    /// <summary>An address that it refuses for good: 550 in reply to RCPT.</summary>
    public string? Refused { get; set; }

    public IReadOnlyList<MimeMessage> Mails => [.. _mails];

    public static MailSink Start()
    {
        var sink = new MailSink();
        var options = new SmtpServerOptionsBuilder()
            .ServerName("portal.test")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, sink._port)))
            .Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)sink);
        services.Add((IMailboxFilter)sink);
        sink._running = new SmtpServer.SmtpServer(options, services).StartAsync(sink._stop.Token);
        return sink;
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        await using var stream = new MemoryStream(buffer.ToArray());
        _mails.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return SmtpResponse.Ok;
    }

    Task<bool> IMailboxFilter.CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    Task<bool> IMailboxFilter.CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Task.FromResult(!string.Equals($"{to.User}@{to.Host}", Refused, StringComparison.OrdinalIgnoreCase));

    /// <summary>Waits for a mail to an address, with a subject that contains a word; the newest when there are several.</summary>
    public async Task<MimeMessage> ReceiveAsync(string to, string subject = "", int count = 1)
    {
        var until = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < until)
        {
            var fitting = Mails
                .Where(mail => mail.To.Mailboxes.Any(box => box.Address == to) && (mail.Subject ?? "").Contains(subject, StringComparison.OrdinalIgnoreCase))
                .ToList();
            if (fitting.Count >= count)
            {
                return fitting[^1];
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"No mail \"{subject}\" came to {to}; there are: {string.Join(", ", Mails.Select(mail => $"{mail.To}: {mail.Subject}"))}");
    }

    /// <summary>The text of the newest mail to an address with this subject.</summary>
    public async Task<string> WaitAsync(string to, string subject) => (await ReceiveAsync(to, subject)).TextBody ?? "";

    /// <summary>The next mail that came and nobody took yet.</summary>
    public async Task<MimeMessage> NextAsync()
    {
        var until = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < until)
        {
            if (_mails.TryDequeue(out var mail))
            {
                return mail;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("No mail came.");
    }

    /// <summary>The first link in a mail, without the portal's root.</summary>
    public static string Link(MimeMessage mail) =>
        Regex.Match(mail.TextBody ?? "", Regex.Escape(PublicUrl) + @"(\S+)", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        _stop.Dispose();
    }
}
