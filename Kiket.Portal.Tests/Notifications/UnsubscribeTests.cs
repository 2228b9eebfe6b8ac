using System.Net;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>"Unsubscribe" of a mail program, over real SMTP and HTTP: no sign-in, one request, and none by accident.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class UnsubscribeTests(UnsubscribeTests.Running running) : IClassFixture<UnsubscribeTests.Running>, IAsyncLifetime
{
    private static int _people;

    private readonly string _address = $"ana{Interlocked.Increment(ref _people)}@example.com";
    private Guid _ana;

    private PortalServer Portal => running.Portal;

    public async Task InitializeAsync() => _ana = await Portal.AddAccountAsync(_address);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task One_post_stops_the_kind_of_the_mail_and_opening_the_link_stops_nothing()
    {
        var mail = await NoticeAsync();
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.Contains("<h1", mail.HtmlBody, StringComparison.Ordinal);
        Assert.StartsWith("notice.", mail.MessageId, StringComparison.Ordinal);
        var address = Unsubscribe(mail);
        Assert.Contains(address, mail.TextBody, StringComparison.Ordinal);

        // A mail scanner.
        var page = await Portal.Client().GetStringAsync(Local(address));
        Assert.Contains("Stop these mails", page, StringComparison.Ordinal);
        Assert.True((await ChoiceAsync(NotificationKind.Release)).Mail);

        using var reply = await PostAsync(Local(address));
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var choice = await ChoiceAsync(NotificationKind.Release);
        Assert.Equal((true, false), (choice.InApp, choice.Mail));
        Assert.True((await ChoiceAsync(NotificationKind.Submission)).Mail);
    }

    [Fact]
    public async Task The_button_of_the_page_does_the_same_and_leads_back_to_a_page()
    {
        var address = Local(Unsubscribe(await NoticeAsync()));

        using var reply = await PostAsync(new Uri(address + "&by=page", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, reply.StatusCode);
        Assert.Contains("These mails are stopped", await Portal.Client().GetStringAsync(reply.Headers.Location), StringComparison.Ordinal);
        Assert.False((await ChoiceAsync(NotificationKind.Release)).Mail);
    }

    [Theory]
    [InlineData("/account/unsubscribe")]
    [InlineData("/account/unsubscribe?code=nonsense")]
    [InlineData("/account/unsubscribe?code=%00%ED%A0%80")]
    public async Task A_bad_link_says_so_and_changes_nothing(string address)
    {
        using var posted = await PostAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Gone, posted.StatusCode);
        using var opened = await Portal.Client().GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Gone, opened.StatusCode);
        Assert.Contains("This link doesn&#x27;t work", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = await Portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.False(await db.Set<NotificationPreference>().AnyAsync(preference => preference.UserId == _ana));
    }

    [Fact]
    public async Task The_link_of_a_digest_stops_digests_alone()
    {
        var choose = Portal.Services.GetRequiredService<ChooseNotifications>();
        await choose.RunAsync(_ana, new(NotificationKind.Release, true, true, MailFrequency.Weekly), CancellationToken.None);
        var links = Portal.Services.GetRequiredService<UnsubscribeLinks>();

        using var reply = await PostAsync(Local(links.Of(new(_ana, Kind: null)).AbsoluteUri));

        Assert.False((await ChoiceAsync(NotificationKind.Release)).Mail);
        Assert.True((await ChoiceAsync(NotificationKind.Submission)).Mail);
    }

    [Fact]
    public async Task A_server_that_refuses_the_receiver_is_noted_for_the_person()
    {
        running.Mail.Refused = _address;
        await NotifyAsync();
        await Wait.UntilAsync(() => Portal.Services.GetRequiredService<RefusedMail>().FindAsync(_ana, CancellationToken.None), refusal => refusal is not null);

        var browser = Portal.ClientWithCookies();
        using var signedIn = await browser.LoginAsync(_address);
        var page = await browser.TextAsync("/account");

        Assert.Contains($"Mails to {_address} were refused since", page, StringComparison.Ordinal);
        Assert.Contains(": “550 ", page, StringComparison.Ordinal);
    }

    private static string Unsubscribe(MimeMessage mail) => mail.Headers["List-Unsubscribe"]!.Trim('<', '>');

    private static Uri Local(string address) => new(new Uri(address).PathAndQuery, UriKind.Relative);

    private async Task<HttpResponseMessage> PostAsync(Uri address)
    {
        using var body = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        return await Portal.Client().PostAsync(address, body);
    }

    private async Task<NotificationChoice> ChoiceAsync(NotificationKind kind) =>
        (await Portal.Services.GetRequiredService<NotificationQueries>().ChoicesAsync(_ana, CancellationToken.None)).Single(choice => choice.Kind == kind);

    private async Task<MimeMessage> NoticeAsync()
    {
        await NotifyAsync();
        return await running.Mail.ReceiveAsync(_address, "A new version");
    }

    private async Task NotifyAsync()
    {
        await using var db = await Portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await Portal.Services.GetRequiredService<NotifyPeople>().AddAsync(
            db, [_ana], new(NotificationKind.Release, "test", "1", "A new version", "Look at it.", "/orgs/acme/extensions"), CancellationToken.None);
        await db.SaveChangesAsync();
        await Portal.Services.GetRequiredService<SendWaitingMail>().RunAsync(CancellationToken.None);
    }

    public sealed class Running : IAsyncLifetime
    {
        public MailSink Mail { get; } = MailSink.Start();

        public PortalServer Portal { get; private set; } = null!;

        public async Task InitializeAsync() => Portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. Mail.Settings]);

        public async Task DisposeAsync()
        {
            await Portal.DisposeAsync();
            await Mail.DisposeAsync();
        }
    }
}
