using System.Collections.Concurrent;
using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>Two nodes send the same queue, with a slow mail server, and one of them is killed: each mail goes out once.</summary>
public sealed class MailOfTwoNodesTests : IAsyncLifetime
{
    private const int Mails = 200;

    private readonly FakeClock _clock = new();
    private readonly SlowServer _server = new();
    private PortalDatabase _a = null!;
    private PortalDatabase _b = null!;

    public async Task InitializeAsync()
    {
        _a = await PortalDatabase.CreateAsync(Sending, _clock, DatabaseProvider.PostgreSql);
        _b = PortalDatabase.NodeOn(_a.Connection!, Sending, _clock);
        var ana = await _a.AddPersonAsync("ana");
        await using var db = await _a.OpenAsync();
        for (var number = 0; number < Mails; number++)
        {
            var draft = new NotificationDraft(
                NotificationKind.Submission, "submission.approved", number.ToString(CultureInfo.InvariantCulture), $"Notice {number}", "Listed.", "/");
            await _a.Get<NotifyPeople>().AddAsync(db, [ana.UserId], draft, CancellationToken.None);
        }

        await db.SaveChangesAsync();
    }

    public async Task DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Each_notice_is_mailed_once_when_a_node_is_killed_in_the_middle()
    {
        var killed = _server.HangOn("Notice 60");
        var (first, second) = (SendAllAsync(_a), SendAllAsync(_b));
        // The node that meets it never comes back; its mail waits for the end of its lease.
        await killed;
        var survivor = await Task.WhenAny(first, second).WaitAsync(TimeSpan.FromMinutes(2));
        await survivor;
        Assert.InRange(_server.Sent.Count, Mails / 2, Mails - 1);

        _server.Heal();
        _clock.Advance(TimeSpan.FromMinutes(6));
        await SendAllAsync(survivor == first ? _a : _b);

        Assert.Equal(Mails, _server.Sent.Count);
        Assert.Distinct(_server.Sent);
        await using var db = await _a.OpenAsync();
        Assert.Equal(Mails, await db.Set<Notification>().CountAsync(notice => notice.Mail == MailState.Sent));
    }

    private static async Task SendAllAsync(PortalDatabase node)
    {
        while (await node.Get<SendWaitingMail>().RunAsync(CancellationToken.None) > 0)
        {
        }
    }

    private void Sending(IServiceCollection services)
    {
        var smtp = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["Smtp:Host"] = "mail.test", ["Smtp:From"] = "portal@example.com" })
            .Build();
        services.AddNotifications(smtp).Replace(ServiceDescriptor.Singleton<IMailTransport>(_server));
    }

    private sealed class SlowServer : IMailTransport
    {
        private readonly ConcurrentQueue<string> _sent = new();
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _hangsOn;

        public IReadOnlyCollection<string> Sent => _sent;

        /// <summary>A process that is killed here has leased the mail, and handed over nothing.</summary>
        /// <returns>When it has happened.</returns>
        public Task HangOn(string subject)
        {
            _hangsOn = subject;
            return _met.Task;
        }

        public void Heal() => _hangsOn = null;

        public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            if (mail.Subject == _hangsOn)
            {
                _met.TrySetResult();
                await new TaskCompletionSource().Task;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            _sent.Enqueue(mail.Subject);
        }
    }
}
