using System.Globalization;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>Digests as they arrive: each notice in one of them, each person one a day, whatever they change in between.</summary>
public sealed class DigestTests : IAsyncLifetime
{
    private static readonly DigestTimes Berlin = new("Europe/Berlin", 8, DayOfWeek.Monday);

    private NoticePortal _portal = null!;
    private Actor _ana = null!;

    public async Task InitializeAsync()
    {
        _portal = await NoticePortal.CreateAsync();
        _ana = await _portal.Database.AddPersonAsync("ana");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Theory]
    [InlineData("2026-03-27T00:00:00Z", "2026-03-28T07:00:00Z|2026-03-29T06:00:00Z|2026-03-30T06:00:00Z")]
    [InlineData("2026-10-23T00:00:00Z", "2026-10-24T06:00:00Z|2026-10-25T07:00:00Z|2026-10-26T07:00:00Z")]
    public async Task Around_a_clock_change_each_day_has_one_at_eight(string from, string instants)
    {
        _portal.Clock.Advance(Instant(from) - _portal.Clock.GetUtcNow());
        await _portal.ChooseAsync(_ana, Berlin);
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        await _portal.UntilAsync(Instant(from).AddHours(12));
        foreach (var instant in instants.Split('|').Select(Instant))
        {
            var before = _portal.Server.Sent.Count;
            await _portal.NotifyAsync(_ana, string.Create(CultureInfo.InvariantCulture, $"Number {before}"));
            await _portal.UntilAsync(instant.AddMilliseconds(-1));
            Assert.Equal(before, _portal.Server.Sent.Count);
            await _portal.UntilAsync(instant.AddHours(12));
            Assert.Equal(before + 1, _portal.Server.Sent.Count);
        }

        Assert.Equal([0, 1, 2], Numbers());
    }

    [Fact]
    public async Task Nothing_is_sent_when_there_is_nothing_in_it_or_all_of_it_was_read()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(2), TimeSpan.FromHours(3));
        await _portal.NotifyAsync(_ana, link: "/orgs/acme/extensions");
        await _portal.Database.Get<MarkNotificationsRead>().VisitAsync(_ana.UserId, "/orgs/acme/extensions", CancellationToken.None);
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(2), TimeSpan.FromHours(3));

        Assert.Empty(_portal.Server.Sent);
    }

    [Fact]
    public async Task A_weekly_one_waits_for_its_day_while_other_kinds_come_daily()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Weekly);
        await _portal.ChooseAsync(_ana, MailFrequency.Daily, kind: NotificationKind.Release);
        // Monday, 09:00: past this week's.
        await _portal.NotifyAsync(_ana, "Number 0");
        await _portal.NotifyAsync(_ana, "Number 1", kind: NotificationKind.Release);
        await _portal.UntilAsync(Instant("2026-03-09T07:59:00Z"), TimeSpan.FromHours(1));
        Assert.Equal([1], Numbers());

        await _portal.UntilAsync(Instant("2026-03-09T09:00:00Z"));
        await _portal.UntilAsync(Instant("2026-03-20T00:00:00Z"), TimeSpan.FromHours(5));

        Assert.Equal([1, 0], Numbers());
    }

    [Theory]
    [InlineData(MailFrequency.Immediately, true, 1)]
    [InlineData(MailFrequency.Weekly, true, 1)]
    [InlineData(MailFrequency.Daily, false, 0)]
    public async Task What_waits_is_neither_lost_nor_sent_twice_when_the_choice_changes(MailFrequency frequency, bool mail, int mails)
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        await _portal.NotifyAsync(_ana, "Number 0");
        await _portal.ChooseAsync(_ana, frequency, mail);
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(15), TimeSpan.FromHours(4));

        Assert.Equal(Enumerable.Repeat(0, mails), Numbers());
    }

    [Fact]
    public async Task Who_travels_around_the_world_gets_one_a_day_and_every_notice_once()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        string[] zones = ["Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Tokyo", "America/New_York", "UTC"];
        for (var hour = 0; hour < 24 * 12; hour++)
        {
            if (hour % 14 == 0)
            {
                await _portal.ChooseAsync(_ana, new(zones[hour / 14 % zones.Length], 8, DayOfWeek.Monday));
            }

            if (hour % 6 == 0)
            {
                await _portal.NotifyAsync(_ana, string.Create(CultureInfo.InvariantCulture, $"Number {hour / 6}"));
            }

            await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddHours(1), TimeSpan.FromHours(1));
        }

        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(3), TimeSpan.FromHours(2));

        Assert.Equal(Enumerable.Range(0, 48), Numbers().Order());
        Assert.Distinct(_portal.Server.Sent.Select(mail => mail.MessageId));
    }

    [Fact]
    public async Task A_digest_is_grouped_and_linked_in_text_and_in_HTML_that_loads_nothing()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        await _portal.NotifyAsync(_ana, "Approved <b>", "/orgs/acme/extensions/submissions/1", body: "It's \"live\".");
        _portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await _portal.NotifyAsync(_ana, "Wrote", "/orgs/acme/extensions/submissions/1");
        await _portal.NotifyAsync(_ana, "Waits", "/review/2");
        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(1));

        var mail = Assert.Single(_portal.Server.Sent);
        Assert.Equal("3 notices", mail.Subject);
        Assert.Matches("(?s)== The marketplace ==.*Waits.*== acme ==.*Approved <b>.*Wrote.*http://localhost/orgs/acme/extensions/submissions/1\n", mail.Body);
        Assert.Contains("/account/unsubscribe?code=", mail.Body, StringComparison.Ordinal);
        Assert.Contains("/account/notifications#preferences", mail.Body, StringComparison.Ordinal);
        Assert.Contains("Approved &lt;b&gt;", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(img|link|script|style)|url\\(|@import", mail.Html);
    }

    [Fact]
    public async Task A_digest_of_hundreds_says_how_many_more_there_are()
    {
        await _portal.ChooseAsync(_ana, MailFrequency.Daily);
        for (var number = 0; number < WriteNoticeMail.MostInDigest + 7; number++)
        {
            await _portal.NotifyAsync(_ana, string.Create(CultureInfo.InvariantCulture, $"Number {number}"));
        }

        await _portal.UntilAsync(_portal.Clock.GetUtcNow().AddDays(1));

        Assert.Contains("And 7 earlier ones: http://localhost/account/notifications", Assert.Single(_portal.Server.Sent).Body, StringComparison.Ordinal);
    }

    /// <summary>The numbers of the notices in the mails, in the order they came.</summary>
    private List<int> Numbers() =>
    [
        .. _portal.Server.Sent
            .SelectMany(mail => Regex.Matches(mail.Body, @"\* Number (?<number>\d+) ", RegexOptions.None, TimeSpan.FromSeconds(5)))
            .Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)),
    ];

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
