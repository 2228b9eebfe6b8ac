using System.Collections.Concurrent;
using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>A database with the portal's notices and mail, a clock, and a mail server that does what a test says.</summary>
public sealed class NoticePortal : IAsyncDisposable
{
    private int _notices;

    private NoticePortal(PortalDatabase database, FakeClock clock, MailServer server) => (Database, Clock, Server) = (database, clock, server);

    public PortalDatabase Database { get; }

    public FakeClock Clock { get; }

    public MailServer Server { get; }

    public static async Task<NoticePortal> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var (clock, server) = (new FakeClock(), new MailServer());
        return new NoticePortal(await PortalDatabase.CreateAsync(services => Register(services, server), clock, provider), clock, server);
    }

    /// <summary>One more node on the same PostgreSQL database, clock and mail server.</summary>
    public NoticePortal Node() =>
        new(PortalDatabase.NodeOn(Database.Connection!, services => Register(services, Server), Clock), Clock, Server);

    public async Task NotifyAsync(
        Actor person, string title = "Notice", string link = "/", NotificationKind kind = NotificationKind.Submission, string body = "Look at it.")
    {
        var subject = Interlocked.Increment(ref _notices).ToString(CultureInfo.InvariantCulture);
        await using var db = await Database.OpenAsync();
        await Database.Get<NotifyPeople>()
            .AddAsync(db, [person.UserId], new NotificationDraft(kind, "test", subject, title, body, link), CancellationToken.None);
        await db.SaveChangesAsync();
    }

    public async Task ChooseAsync(
        Actor person, MailFrequency frequency, bool mail = true, NotificationKind kind = NotificationKind.Submission, bool inApp = true) =>
        (await Database.Get<ChooseNotifications>().RunAsync(person.UserId, new(kind, inApp, mail, frequency), CancellationToken.None)).ThrowIfRefused();

    public async Task ChooseAsync(Actor person, DigestTimes times) =>
        (await Database.Get<ChooseDigestTimes>().RunAsync(person.UserId, times, CancellationToken.None)).ThrowIfRefused();

    /// <summary>What the portal does by itself every few minutes.</summary>
    public async Task WorkAsync()
    {
        await Database.Get<WriteDigests>().RunAsync(CancellationToken.None);
        while (await Database.Get<SendWaitingMail>().RunAsync(CancellationToken.None) + await Database.Get<SendDigests>().RunAsync(CancellationToken.None) > 0)
        {
        }
    }

    /// <summary>Lets the time go on and the portal work, up to an instant.</summary>
    public async Task UntilAsync(DateTimeOffset instant, TimeSpan? step = null)
    {
        while (Clock.GetUtcNow() < instant)
        {
            Clock.Advance(TimeSpan.FromTicks(Math.Min((step ?? TimeSpan.FromMinutes(30)).Ticks, (instant - Clock.GetUtcNow()).Ticks)));
            await WorkAsync();
        }
    }

    public async Task<List<Notification>> StoredAsync()
    {
        await using var db = await Database.OpenAsync();
        return await db.Set<Notification>().AsNoTracking().OrderBy(notice => notice.CreatedAt).ToListAsync();
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static void Register(IServiceCollection services, MailServer server)
    {
        var smtp = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["Smtp:Host"] = "mail.test", ["Smtp:From"] = "portal@example.com" })
            .Build();
        services.AddNotifications(smtp)
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .Replace(ServiceDescriptor.Singleton<IMailTransport>(server));
    }
}

/// <summary>Takes mail, refuses it, or hangs for ever, as a process that is killed at that moment does.</summary>
public sealed class MailServer : IMailTransport
{
    private readonly ConcurrentQueue<OutgoingMail> _sent = new();
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<OutgoingMail, bool>? _hangs;

    public IReadOnlyCollection<OutgoingMail> Sent => _sent;

    /// <summary>What it says instead of taking a mail; null takes it.</summary>
    public Func<OutgoingMail, Exception?> Refuses { get; set; } = _ => null;

    /// <returns>When it has happened.</returns>
    public Task HangOn(Func<OutgoingMail, bool> which)
    {
        _hangs = which;
        return _met.Task;
    }

    public void Heal() => _hangs = null;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (_hangs?.Invoke(mail) == true)
        {
            _met.TrySetResult();
            await new TaskCompletionSource().Task;
        }

        await Task.Yield();
        if (Refuses(mail) is { } refusal)
        {
            throw refusal;
        }

        _sent.Enqueue(mail);
    }
}
