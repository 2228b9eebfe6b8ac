using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Reports;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class ReportListingTests : ScenarioTests
{
    private const string Text = "It asks for my chat password on its first page.";

    [Fact]
    public async Task A_report_reaches_every_operator_and_nobody_of_the_publisher()
    {
        await Scenario.ListedAsync();
        var olu = Scenario.Olu;
        var oda = await Scenario.Database.AddPersonAsync("oda", PlatformRoles.Operator);

        Assert.True((await ReportAsync(Text, "zoe@reader.test")).Succeeded);

        var notified = await NotifiedAsync();
        Assert.Equal(new[] { olu.UserId, oda.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.Equal("Report on Acme Alerts: a security problem", notified[0].Title);
        Assert.Contains(Text, notified[0].Body, StringComparison.Ordinal);
        Assert.Contains("zoe@reader.test", notified[0].Body, StringComparison.Ordinal);
        Assert.Equal("/operations/reports", notified[0].Link);
    }

    [Fact]
    public async Task Without_an_operator_the_reviewers_are_told()
    {
        await Scenario.ListedAsync();
        await Scenario.QueryAsync(db => db.Set<PortalUser>().Where(user => user.Id == Scenario.Olu.UserId)
            .ExecuteUpdateAsync(update => update.SetProperty(user => user.PlatformRoles, PlatformRoles.None)));

        Assert.True((await ReportAsync(Text)).Succeeded);
        Assert.Contains(await NotifiedAsync(), notification => notification.UserId == Scenario.Rita.UserId);
    }

    [Theory]
    [InlineData(null, "report_too_short")]
    [InlineData("   bad    ", "report_too_short")]
    public async Task A_report_without_words_is_refused(string? text, string code)
    {
        await Scenario.ListedAsync();

        Assert.Equal(code, (await ReportAsync(text)).Error!.Code);
        Assert.Equal("report_too_long", (await ReportAsync(new string('a', 1001))).Error!.Code);
        Assert.Equal("contact_too_long", (await ReportAsync(Text, new string('a', 201))).Error!.Code);
        Assert.Empty(await NotifiedAsync());
    }

    [Fact]
    public async Task The_sixth_report_from_one_address_waits_and_others_are_heard()
    {
        await Scenario.ListedAsync();
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}")).Succeeded);
        }

        var refused = (await ReportAsync(Text)).Error!;

        Assert.Equal(ErrorKind.TooMany, refused.Kind);
        Assert.Contains("still here", refused.Message, StringComparison.Ordinal);
        Assert.True((await ReportAsync(Text, address: "198.51.100.9")).Succeeded);
        Assert.Equal(6, await StoredAsync());
        Scenario.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await ReportAsync(Text)).Succeeded);
    }

    [Fact]
    public async Task The_twenty_first_report_of_a_day_waits_over_midnight_too()
    {
        await Scenario.ListedAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(13));
        for (var n = 0; n < 20; n++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.True((await ReportAsync($"{Text} {n}")).Succeeded);
        }

        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("within a day", (await ReportAsync(Text)).Error!.Message, StringComparison.Ordinal);
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await ReportAsync(Text)).Succeeded);
    }

    [Fact]
    public async Task Junk_from_an_office_does_not_stop_its_report_of_a_security_problem()
    {
        await Scenario.ListedAsync();
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}", reason: ReportReason.Other)).Succeeded);
        }

        Assert.Equal("too_many_reports", (await ReportAsync(Text, reason: ReportReason.Other)).Error!.Code);
        Assert.True((await ReportAsync(Text, reason: ReportReason.Security)).Succeeded);
    }

    [Fact]
    public async Task Invisible_characters_are_refused_and_nothing_is_stored()
    {
        await Scenario.ListedAsync();

        Assert.Equal("report_text_invalid", (await ReportAsync("It sends mail to \u202Estrangers.")).Error!.Code);
        Assert.Equal(0, await StoredAsync());
    }

    [Fact]
    public async Task A_person_is_counted_whatever_their_address_and_an_IPv6_household_as_one()
    {
        await Scenario.ListedAsync();
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}", address: $"198.51.100.{n}", person: Scenario.Gus.UserId)).Succeeded);
            Assert.True((await ReportAsync($"{Text} {n}", address: $"2001:db8:1:2::{n}")).Succeeded);
        }

        Assert.Equal("too_many_reports", (await ReportAsync(Text, address: "198.51.100.77", person: Scenario.Gus.UserId)).Error!.Code);
        Assert.Equal("too_many_reports", (await ReportAsync(Text, address: "2001:db8:1:2:ffff::1")).Error!.Code);
        Assert.True((await ReportAsync(Text, address: "2001:db8:1:3::1")).Succeeded);
    }

    [Fact]
    public async Task Junk_silences_nobody_every_report_is_stored_and_each_security_report_is_a_notification()
    {
        await Scenario.ListedAsync();
        var olu = Scenario.Olu;
        for (var n = 0; n < 25; n++)
        {
            Assert.True((await ReportAsync($"{Text} {n}", address: $"198.51.100.{n}", reason: ReportReason.Other)).Succeeded);
        }

        Assert.Equal("25 open reports on Acme Alerts: something else", Assert.Single(await NotifiedAsync(olu)).Title);
        Assert.True((await ReportAsync("It sends my token to another host.", address: "203.0.113.9")).Succeeded);
        Assert.True((await ReportAsync("Mine too, and it logs it.", address: "203.0.113.10")).Succeeded);

        Assert.Equal(27, await StoredAsync());
        var security = (await NotifiedAsync(olu)).Where(notification => notification.Title == "Report on Acme Alerts: a security problem").ToList();
        Assert.Equal(2, security.Count);
        Assert.Contains(security, notification => notification.Body.Contains("another host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_notice_comes_back_within_the_hour_and_a_new_one_after_it()
    {
        await Scenario.ListedAsync();
        await ReportAsync(Text, reason: ReportReason.Broken);
        await ReadAllAsync();

        await ReportAsync(Text, address: "198.51.100.1", reason: ReportReason.Misleading);
        var bundled = Assert.Single(await NotifiedAsync(Scenario.Olu));
        Assert.Equal(("2 open reports on Acme Alerts", true), (bundled.Title, bundled.ReadAt is null));
        await ReadAllAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        await ReportAsync(Text, address: "198.51.100.2", reason: ReportReason.Misleading);

        Assert.Equal(2, (await NotifiedAsync(Scenario.Olu)).Count);
    }

    [Fact]
    public async Task A_report_is_stored_even_where_nobody_could_be_notified()
    {
        await Scenario.ListedAsync();
        await Scenario.QueryAsync(db => db.Set<PortalUser>().ExecuteUpdateAsync(update => update.SetProperty(user => user.PlatformRoles, PlatformRoles.None)));

        Assert.True((await ReportAsync(Text)).Succeeded);

        Assert.Equal(1, await StoredAsync());
    }

    [Fact]
    public async Task The_senders_address_is_nowhere_in_the_report_and_its_key_goes_after_two_days()
    {
        await Scenario.ListedAsync();
        await ReportAsync(Text, address: "203.0.113.5");

        var report = await Scenario.QueryAsync(db => db.Set<ListingReport>().SingleAsync());
        Assert.Equal(64, report.SenderKey.Length);
        Assert.NotEqual(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("203.0.113.5"u8)), report.SenderKey);
        Scenario.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(0, await Scenario.Get<SweepReports>().RunAsync(CancellationToken.None));
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<ReportDayKey>().CountAsync()));
        Scenario.Clock.Advance(TimeSpan.FromDays(362));
        Assert.Equal(1, await Scenario.Get<SweepReports>().RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Operators_read_reports_security_first_mark_them_as_handled_and_open_them_again()
    {
        await Scenario.ListedAsync();
        await ReportAsync("It says it is free and is not.", reason: ReportReason.Misleading, person: Scenario.Gus.UserId);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReportAsync(Text, "zoe@reader.test");
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReportAsync("Nothing happens when I press it.", reason: ReportReason.Broken);

        var open = await ReadAsync();
        Assert.Equal([ReportReason.Security, ReportReason.Broken, ReportReason.Misleading], open.Items.Select(row => row.Report.Reason));
        Assert.Equal((null, "gus", true), (open.Items[0].Sender, open.Items[2].Sender, open.Items[0].IsListed));
        var report = open.Items[0].Report.Id;
        Assert.True((await Handle.RunAsync(report, "Suspended it and wrote to Acme.", Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.Equal(2, (await ReadAsync()).Total);
        var handled = Assert.Single((await ReadAsync(isHandled: true)).Items).Report;
        Assert.Equal(("olu", "Suspended it and wrote to Acme."), (handled.HandledByName, handled.HandledNote));
        Assert.Equal("report_handled", (await Handle.RunAsync(report, "", Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal("note_length", (await Handle.RunAsync(open.Items[1].Report.Id, new string('n', 1001), Scenario.Olu, CancellationToken.None)).Code());
        Assert.True((await Handle.ReopenAsync(report, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal("report_open", (await Handle.ReopenAsync(report, Scenario.Olu, CancellationToken.None)).Code());
        Assert.Equal(
            ["report.handled", "report.reopened"],
            await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Audit.AuditEntry>()
                .Where(entry => entry.SubjectId == report.ToString())
                .OrderBy(entry => entry.Action)
                .Select(entry => entry.Action)
                .ToListAsync()));
    }

    [Fact]
    public async Task The_publisher_and_reviewers_who_belong_to_it_neither_read_nor_handle_reports()
    {
        await Scenario.ListedAsync();
        await ReportAsync(Text);
        var report = await Scenario.QueryAsync(db => db.Set<ListingReport>().Select(one => one.Id).SingleAsync());

        foreach (var (person, kind) in new[] { (Scenario.Ada, ErrorKind.NotFound), (Scenario.Ina, ErrorKind.Forbidden) })
        {
            Assert.Equal(kind, (await Scenario.Get<ReportQueries>().RunAsync(false, null, person, new PageRequest(1, 20), CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await Scenario.Get<ReportQueries>().OfListingAsync(Scenario.Id, person, CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await Handle.RunAsync(report, "", person, CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await Handle.ReopenAsync(report, person, CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await Work.TakeAsync(report, person, CancellationToken.None)).Error!.Kind);
            Assert.Equal(kind, (await Work.ReplyAsync(report, "Hello.", person, CancellationToken.None)).Error!.Kind);
        }

        // All reports at once are the operators'.
        Assert.Equal(
            ErrorKind.Forbidden,
            (await Scenario.Get<ReportQueries>().RunAsync(false, null, Scenario.Rita, new PageRequest(1, 20), CancellationToken.None)).Error!.Kind);
    }

    [Fact]
    public async Task A_report_has_an_owner_a_history_and_a_reply_that_reaches_its_sender()
    {
        await Scenario.ListedAsync();
        await ReportAsync(Text, person: Scenario.Gus.UserId);
        var report = Assert.Single(await OfListingAsync(Scenario.Rita)).Report.Id;

        Assert.True((await Work.TakeAsync(report, Scenario.Rita, CancellationToken.None)).Succeeded);
        Assert.Equal("report_owned", (await Work.TakeAsync(report, Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("report_not_owned", (await Work.GiveBackAsync(report, Scenario.Olu, CancellationToken.None)).Code());
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Work.TakeAsync(report, Scenario.Olu, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("reply_length", (await Work.ReplyAsync(report, " ", Scenario.Olu, CancellationToken.None)).Code());
        Assert.True((await Work.ReplyAsync(report, "Acme has fixed it.", Scenario.Olu, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Handle.RunAsync(report, "Fixed in 1.1.0.", Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal("report_handled", (await Work.TakeAsync(report, Scenario.Rita, CancellationToken.None)).Code());

        var row = Assert.Single(await OfListingAsync(Scenario.Rita));
        Assert.Equal(("gus", "olu"), (row.Sender, row.Report.OwnerName));
        Assert.Equal(
            [
                (ReportEntryKind.Taken, "rita", ""),
                (ReportEntryKind.Taken, "olu", ""),
                (ReportEntryKind.Replied, "olu", "Acme has fixed it."),
                (ReportEntryKind.Handled, "olu", "Fixed in 1.1.0."),
            ],
            row.Report.Entries.Select(entry => (entry.Kind, entry.ActorName, entry.Text)));
        var notice = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(one => one.UserId == Scenario.Gus.UserId));
        Assert.Equal(("A reply to your report on Acme Alerts", "Acme has fixed it."), (notice.Title, notice.Body));
        Assert.DoesNotContain("olu", notice.Title + notice.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_without_an_account_gets_no_mail_from_the_portal_and_nobody_is_replied_to_without_an_address()
    {
        await Scenario.ListedAsync();
        await ReportAsync(Text, "zoe@reader.test");
        var report = Assert.Single(await OfListingAsync(Scenario.Rita)).Report.Id;

        Assert.True((await Work.ReplyAsync(report, "Acme has fixed it.", Scenario.Rita, CancellationToken.None)).Succeeded);
        Assert.False(await Scenario.QueryAsync(db => db.Set<Notification>().AnyAsync(one => one.Key.StartsWith("report.replied"))));
        Assert.Equal("Acme has fixed it.", Assert.Single(Assert.Single(await OfListingAsync(Scenario.Rita)).Report.Entries).Text);

        await ReportAsync(Text);
        var anonymous = (await OfListingAsync(Scenario.Rita)).Single(row => row.Report.Contact.Length == 0).Report.Id;
        Assert.Equal("report_anonymous", (await Work.ReplyAsync(anonymous, "Hello.", Scenario.Rita, CancellationToken.None)).Code());
    }

    [Theory]
    [InlineData(null)]
    [InlineData((ReportReason)99)]
    public async Task A_report_says_what_it_is_about(ReportReason? reason)
    {
        await Scenario.ListedAsync();

        var refused = await Scenario.Get<ReportListing>()
            .RunAsync(new ReportListingRequest(Scenario.Id, reason, Text, null, "203.0.113.5"), CancellationToken.None);

        Assert.Equal("reason", Assert.Single(refused.Error!.Details).Field);
        Assert.Empty(await NotifiedAsync());
    }

    [Fact]
    public async Task What_is_not_listed_cannot_be_reported()
    {
        await Scenario.ListedAsync();

        Assert.Equal(ErrorKind.NotFound, (await ReportAsync(Text, id: "dev.nobody.nothing")).Error!.Kind);
    }

    private WorkOnReport Work => Scenario.Get<WorkOnReport>();

    private async Task<IReadOnlyList<ReportRow>> OfListingAsync(Actor actor) =>
        Scenario.Done(await Scenario.Get<ReportQueries>().OfListingAsync(Scenario.Id, actor, CancellationToken.None));

    private HandleReport Handle => Scenario.Get<HandleReport>();

    private async Task<Page<ReportRow>> ReadAsync(bool isHandled = false) =>
        Scenario.Done(await Scenario.Get<ReportQueries>().RunAsync(isHandled, "ALERTS", Scenario.Olu, new PageRequest(1, 20), CancellationToken.None));

    private Task<Result> ReportAsync(
        string? text,
        string? contact = null,
        string address = "203.0.113.5",
        string id = Scenario.Id,
        ReportReason reason = ReportReason.Security,
        Guid? person = null) =>
        Scenario.Get<ReportListing>().RunAsync(new ReportListingRequest(id, reason, text, contact, address) { Person = person }, CancellationToken.None);

    private Task<int> StoredAsync() => Scenario.QueryAsync(db => db.Set<ListingReport>().CountAsync());

    private async Task ReadAllAsync() =>
        await Scenario.Get<MarkNotificationsRead>().RunAsync(Scenario.Olu.UserId, null, CancellationToken.None);

    private async Task<List<Notification>> NotifiedAsync(Actor person) =>
        [.. (await NotifiedAsync()).Where(notification => notification.UserId == person.UserId)];

    private Task<List<Notification>> NotifiedAsync() =>
        Scenario.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("listing.reported:")).ToListAsync());
}
