using System.Buffers;
using System.Collections.Concurrent;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>A real mail server on a loopback port, which takes every mail and delivers none.</summary>
public sealed class SmtpSink : MessageStore, IAsyncDisposable
{
    private readonly ConcurrentQueue<MimeMessage> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private SmtpSink(int port) => Port = port;

    public int Port { get; }

    /// <summary>Sends the portal's mail here.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Smtp:UseTls", "false"), ("Smtp:From", "portal@example.com"),
    ];

    public static SmtpSink Start()
    {
        var sink = new SmtpSink(Ports.Free());
        var services = new ServiceProvider();
        services.Add(sink);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new(System.Net.IPAddress.Loopback, sink.Port))).Build();
        sink._running = new SmtpServer.SmtpServer(options, services).StartAsync(sink._stop.Token);
        return sink;
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(buffer.ToArray());
        _received.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
        return SmtpResponse.Ok;
    }

    /// <summary>The text of the last mail to an address with a subject, as soon as it is there.</summary>
    public async Task<string> WaitAsync(string to, string subject)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_received.LastOrDefault(mail => mail.Subject == subject && mail.To.Mailboxes.Any(box => box.Address == to)) is { } found)
            {
                return found.TextBody ?? "";
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"No mail \"{subject}\" to {to}. Received: {string.Join("; ", _received.Select(mail => $"{mail.To}: {mail.Subject}"))}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
        foreach (var mail in _received)
        {
            mail.Dispose();
        }
    }
}
