using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>Mail that a server refuses for good: noted, shown, and stopped after a few.</summary>
public sealed class RefusedMailTests : IAsyncLifetime
{
    private NoticePortal _portal = null!;
    private Actor _ana = null!;

    private RefusedMail Refused => _portal.Database.Get<RefusedMail>();

    public async Task InitializeAsync()
    {
        _portal = await NoticePortal.CreateAsync();
        _ana = await _portal.Database.AddPersonAsync("ana");
        _portal.Server.Refuses = _ => new MailRefusedException("550 No such\r\nuser here");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_refused_mail_is_shown_in_the_app_and_never_tried_again()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Immediately, inApp: false);
        await _portal.NotifyAsync(_ana);
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(2), TimeSpan.FromHours(2));

        var refusal = (await Refused.FindAsync(_ana.UserId, CancellationToken.None))!;
        Assert.Equal(("ana@example.com", "550 No such  user here", 1, false), (refusal.Address, refusal.Reason, refusal.Refusals, refusal.IsPaused));
        var notice = Assert.Single(await _portal.StoredAsync());
        Assert.Equal((MailState.Failed, true), (notice.Mail, notice.InApp));
    }

    [Fact]
    public async Task After_three_nothing_more_is_mailed_until_the_person_tries_again()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily, kind: NotificationKind.Release, inApp: false);
        await _portal.NotifyAsync(_ana, "Waits for the digest", kind: NotificationKind.Release);
        for (var number = 0; number < RefusedMailbox.MostRefusals; number++)
        {
            await _portal.NotifyAsync(_ana);
            await _portal.WorkAsync();
        }

        Assert.True((await Refused.FindAsync(_ana.UserId, CancellationToken.None))!.IsPaused);
        _portal.Server.Refuses = _ => null;
        await _portal.NotifyAsync(_ana, "Not mailed");
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(2), TimeSpan.FromHours(2));
        Assert.Empty(_portal.Server.Sent);
        Assert.All(await _portal.StoredAsync(), notice => Assert.True(notice.InApp));

        await Refused.ForgetAsync(_ana.UserId, CancellationToken.None);
        await _portal.NotifyAsync(_ana, "Mailed again");
        await _portal.WorkAsync();

        Assert.Equal("Mailed again", Assert.Single(_portal.Server.Sent).Subject);
    }

    [Fact]
    public async Task Another_address_starts_anew()
    {
        for (var number = 0; number < RefusedMailbox.MostRefusals; number++)
        {
            await _portal.NotifyAsync(_ana);
            await _portal.WorkAsync();
        }

        await using (var db = await _portal.Database.OpenAsync())
        {
            await db.Set<PortalUser>().ExecuteUpdateAsync(set => set.SetProperty(user => user.Email, "ana@example.org"));
        }

        Assert.Null(await Refused.FindAsync(_ana.UserId, CancellationToken.None));
        await _portal.NotifyAsync(_ana);
        await _portal.WorkAsync();
        Assert.Equal(1, (await Refused.FindAsync(_ana.UserId, CancellationToken.None))!.Refusals);
    }

    [Fact]
    public async Task A_temporary_refusal_is_tried_again_and_a_mail_that_arrives_clears_the_record()
    {
        await _portal.NotifyAsync(_ana, "Refused");
        await _portal.WorkAsync();
        _portal.Server.Refuses = _ => new IOException("421 try again later");
        await _portal.NotifyAsync(_ana, "Late");
        await _portal.WorkAsync();
        Assert.Equal(1, (await Refused.FindAsync(_ana.UserId, CancellationToken.None))!.Refusals);

        _portal.Server.Refuses = _ => null;
        await _portal.UntilAsync(_portal.Clock.GetUtcNow() + DeliverMail.BackOff[0]);

        Assert.Equal("Late", Assert.Single(_portal.Server.Sent).Subject);
        Assert.Null(await Refused.FindAsync(_ana.UserId, CancellationToken.None));
    }

    [Theory]
    [InlineData("ana@example.com\r\nBcc: eve@example.com")]
    [InlineData("ana@example.com\n")]
    [InlineData("ana <eve@example.com>")]
    [InlineData("ana@example.com, eve@example.com")]
    [InlineData("")]
    public void An_address_with_a_line_break_or_a_second_one_never_reaches_a_header(string address) =>
        Assert.Throws<MailRefusedException>(() => SmtpTransport.Write(new OutgoingMail(address, "Subject", "Body"), new SmtpOptions { From = "a@b.test" }));
}
