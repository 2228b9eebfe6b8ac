using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>Two nodes send the same queues, and one of them is killed: each mail goes out once.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class MailOfTwoNodesTests : IAsyncLifetime
{
    private NoticePortal _a = null!;
    private NoticePortal _b = null!;

    public async Task InitializeAsync()
    {
        _a = await NoticePortal.CreateAsync(DatabaseProvider.PostgreSql);
        _b = _a.Node();
    }

    public async Task DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Each_notice_is_mailed_once_when_a_node_is_killed_in_the_middle()
    {
        const int Mails = 200;
        var ana = await _a.Database.AddPersonAsync("ana");
        for (var number = 0; number < Mails; number++)
        {
            await _a.NotifyAsync(ana, string.Create(CultureInfo.InvariantCulture, $"Notice {number}"));
        }

        await KillOneAsync(mail => mail.Subject == "Notice 60", Mails);

        Assert.Distinct(_a.Server.Sent.Select(mail => mail.Subject));
        Assert.Distinct(_a.Server.Sent.Select(mail => mail.MessageId));
        Assert.Equal(Mails, (await _a.StoredAsync()).Count(notice => notice.Mail == MailState.Sent));
    }

    [Fact]
    public async Task Each_person_gets_one_digest_when_a_node_is_killed_in_the_middle()
    {
        const int People = 40;
        for (var number = 0; number < People; number++)
        {
            var person = await _a.Database.AddPersonAsync(string.Create(CultureInfo.InvariantCulture, $"person{number}"));
            await _a.ChooseAsync(person, MailFrequency.Daily);
            await _a.NotifyAsync(person, $"First for {person.Name}");
            await _a.NotifyAsync(person, $"Second for {person.Name}");
        }

        // Past 08:00 UTC of the next day; both nodes write and send at the same time.
        _a.Clock.Advance(TimeSpan.FromDays(1));
        await KillOneAsync(mail => mail.To == "person20@example.com", People);

        Assert.Distinct(_a.Server.Sent.Select(mail => mail.To));
        Assert.Distinct(_a.Server.Sent.Select(mail => mail.MessageId));
        Assert.All(_a.Server.Sent, mail =>
        {
            var person = mail.To.Split('@')[0];
            Assert.Contains($"First for {person} ", mail.Body, StringComparison.Ordinal);
            Assert.Contains($"Second for {person} ", mail.Body, StringComparison.Ordinal);
        });
        await using var db = await _a.Database.OpenAsync();
        Assert.Equal(People, await db.Set<MailDigest>().CountAsync(digest => digest.Mail == MailState.Sent));
    }

    /// <summary>The node that meets a mail never comes back; its mail waits for the end of its lease.</summary>
    private async Task KillOneAsync(Func<OutgoingMail, bool> mail, int mails)
    {
        var killed = _a.Server.HangOn(mail);
        var (first, second) = (_a.WorkAsync(), _b.WorkAsync());
        await killed.WaitAsync(TimeSpan.FromMinutes(1));
        var survivor = await Task.WhenAny(first, second).WaitAsync(TimeSpan.FromMinutes(2));
        await survivor;
        Assert.InRange(_a.Server.Sent.Count, mails / 2, mails - 1);

        _a.Server.Heal();
        _a.Clock.Advance(TimeSpan.FromMinutes(6));
        await (survivor == first ? _a : _b).WorkAsync();
        Assert.Equal(mails, _a.Server.Sent.Count);
    }
}
