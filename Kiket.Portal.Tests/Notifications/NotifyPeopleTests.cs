using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Notifications;

public sealed class NotifyPeopleTests : IAsyncLifetime
{
    private static readonly NotificationDraft Draft = new(
        NotificationKind.Submission, "submission.approved", "42", "Approved", "Pinger 1.0.0 is listed.", "/marketplace/dev.acme.pinger");

    private readonly FakeClock _clock = new();
    private readonly Outbox _outbox = new();
    private PortalDatabase _database = null!;
    private Actor _ana = null!;

    public async Task InitializeAsync()
    {
        var smtp = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["Smtp:Host"] = "mail.test", ["Smtp:From"] = "portal@example.com" })
            .Build();
        _database = await PortalDatabase.CreateAsync(
            services => services.AddNotifications(smtp)
                .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
                .Replace(ServiceDescriptor.Singleton<IMailTransport>(_outbox)),
            _clock);
        _ana = await _database.AddPersonAsync("ana");
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_same_event_notifies_once()
    {
        await NotifyAsync();
        await NotifyAsync();

        Assert.Equal(1, await _database.Get<NotificationQueries>().UnreadAsync(_ana.UserId, CancellationToken.None));
    }

    [Fact]
    public async Task Reading_counts_down_and_updates_open_screens()
    {
        await NotifyAsync();
        var notified = 0;
        using var subscription = _database.Get<NotificationTopic>().Subscribe(_ana.UserId, () =>
        {
            Interlocked.Increment(ref notified);
            return Task.CompletedTask;
        });

        await _database.Get<MarkNotificationsRead>().RunAsync(_ana.UserId, notificationId: null, CancellationToken.None);

        Assert.Equal(0, await _database.Get<NotificationQueries>().UnreadAsync(_ana.UserId, CancellationToken.None));
        await Wait.UntilAsync(() => notified == 1);
    }

    [Fact]
    public async Task Somebody_elses_notification_cannot_be_read()
    {
        await NotifyAsync();
        var eve = await _database.AddPersonAsync("eve");
        var page = await _database.Get<NotificationQueries>().ForAsync(_ana.UserId, new NotificationFilter(), new PageRequest(1, 10), CancellationToken.None);

        await _database.Get<MarkNotificationsRead>().RunAsync(eve.UserId, page.Items[0].Id, CancellationToken.None);

        Assert.Equal(1, await _database.Get<NotificationQueries>().UnreadAsync(_ana.UserId, CancellationToken.None));
    }

    [Fact]
    public async Task Who_wants_mail_alone_sees_nothing_in_the_app()
    {
        await _database.Get<ChooseNotifications>()
            .RunAsync(_ana.UserId, new(NotificationKind.Submission, InApp: false, Mail: true), CancellationToken.None);
        await NotifyAsync();
        await _database.Get<SendWaitingMail>().RunAsync(CancellationToken.None);

        Assert.Equal(0, await _database.Get<NotificationQueries>().UnreadAsync(_ana.UserId, CancellationToken.None));
        Assert.Equal("ana@example.com", Assert.Single(_outbox.Sent).To);
    }

    [Fact]
    public async Task A_refusing_mail_server_is_tried_again_later()
    {
        await NotifyAsync();
        _outbox.Refuses = true;
        await _database.Get<SendWaitingMail>().RunAsync(CancellationToken.None);
        _outbox.Refuses = false;

        Assert.Equal(0, await _database.Get<SendWaitingMail>().RunAsync(CancellationToken.None));
        _clock.Advance(DeliverMail.BackOff[0]);
        Assert.Equal(1, await _database.Get<SendWaitingMail>().RunAsync(CancellationToken.None));
        Assert.Single(_outbox.Sent);
    }

    [Fact]
    public async Task A_mail_that_never_goes_through_is_given_up()
    {
        await NotifyAsync();
        _outbox.Refuses = true;
        for (var i = 0; i <= DeliverMail.BackOff.Count; i++)
        {
            await _database.Get<SendWaitingMail>().RunAsync(CancellationToken.None);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        await using var db = await _database.OpenAsync();
        Assert.Equal(MailState.Failed, (await db.Set<Notification>().SingleAsync()).Mail);
    }

    [Fact]
    public async Task A_link_that_leaves_the_portal_is_not_stored()
    {
        await NotifyAsync(Draft with { Link = "//evil.example" });
        var page = await _database.Get<NotificationQueries>().ForAsync(_ana.UserId, new NotificationFilter(), new PageRequest(1, 10), CancellationToken.None);

        Assert.Equal("/", page.Items[0].Link);
    }

    private async Task NotifyAsync(NotificationDraft? draft = null)
    {
        await using var db = await _database.OpenAsync();
        await _database.Get<NotifyPeople>().AddAsync(db, [_ana.UserId, _ana.UserId], draft ?? Draft, CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private sealed class Outbox : IMailTransport
    {
        public List<OutgoingMail> Sent { get; } = [];

        public bool Refuses { get; set; }

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new IOException("421 try again later");
            }

            Sent.Add(mail);
            return Task.CompletedTask;
        }
    }
}
