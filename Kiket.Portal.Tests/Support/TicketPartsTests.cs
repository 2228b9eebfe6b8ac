using System.Text;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Support;

/// <summary>What belongs to tickets: files, diagnostics, the queue, saved replies, mails and the figures on the listing.</summary>
public sealed class TicketPartsTests : TicketTestBase
{
    [Fact]
    public async Task Files_are_judged_by_content_searched_for_secrets_and_sent_with_their_message_alone()
    {
        await RunningAsync();
        var draft = Guid.NewGuid();
        var secret = Encoding.UTF8.GetBytes("one\ntoken=ghp_" + "a8Zk3Lw9Qx7Bv2Nc5Md1Jf6Hs4Gt0Ry9Uo3P");
        Assert.Equal("secret_found", (await AttachAsync(draft, "log.txt", secret)).Code());
        Assert.Equal("document_format", (await AttachAsync(draft, "picture.png", "MZ\0\0program"u8.ToArray())).Code());
        Assert.Equal("document_format", (await AttachAsync(draft, "page.txt", "<html><script>alert(1)</script>"u8.ToArray())).Code());
        Assert.Equal("picture_svg", (await AttachAsync(draft, "a.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).Code());
        Assert.Equal("file_empty", (await AttachAsync(draft, "a.txt", [])).Code());
        Assert.Equal("file_too_large", (await AttachAsync(draft, "a.txt", new byte[TicketFile.MaxBytes + 1])).Code());
        Assert.Equal("organization_not_found", (await AttachAsync(draft, "a.txt", "x"u8.ToArray(), Scenario.Rita)).Code());
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Scenario.Database.Directory, "*", SearchOption.AllDirectories),
            path => path.Contains("/tickets/", StringComparison.Ordinal));

        var log = Scenario.Done(await AttachAsync(draft, "../../log\u202E.json", "{ \"level\": \"error\" }"u8.ToArray()));
        var shot = Scenario.Done(await AttachAsync(draft, "shot.png", Pictures.Png(40, 20)));
        Assert.Equal(("log.json", "txt", "png"), (log.Name, log.Format, shot.Format));
        Assert.Equal(2, (await Get<TicketFileQueries>().WaitingAsync(draft, Scenario.Gus, default)).Count);
        Assert.Empty(await Get<TicketFileQueries>().WaitingAsync(draft, Scenario.Ada, default));
        Assert.Null(await ReadFileAsync(log, Scenario.Ada));

        var ticket = Scenario.Done(await OpenAsync(change: one => one with { Files = [log.Id, shot.Id] }));
        Assert.Equal(["log.json", "shot.png"], (await ViewAsync(ticket, Scenario.Ada)).Messages[0].Files.Select(file => file.Name));
        Assert.NotNull(await ReadFileAsync(log, Scenario.Mia));
        Assert.Null(await ReadFileAsync(log, Scenario.Rita));
        Assert.Null(await ReadFileAsync(log, Scenario.Olu));
        // Sent once, and by who added it.
        Assert.Equal("file_not_found", (await WriteAsync(ticket, Scenario.Gus, "Again.", input => input with { Files = [log.Id] })).Code());
        var note = Scenario.Done(await AttachAsync(draft, "note.txt", "Between us."u8.ToArray(), Scenario.Ben, "acme"));
        Assert.Equal("file_not_found", (await WriteAsync(ticket, Scenario.Gus, "Mine?", input => input with { Files = [note.Id] })).Code());
        Scenario.Done(await WriteAsync(ticket, Scenario.Ben, "See the file.", input => input with { IsInternal = true, Files = [note.Id] }));
        Assert.NotNull(await ReadFileAsync(note, Scenario.Ada));
        Assert.Null(await ReadFileAsync(note, Scenario.Gus));
    }

    [Fact]
    public async Task A_message_has_ten_files_at_most_and_what_is_not_sent_is_deleted_a_day_later()
    {
        await RunningAsync();
        var draft = Guid.NewGuid();
        var files = new List<TicketFile>();
        foreach (var number in Enumerable.Range(0, TicketFile.MaxPerMessage))
        {
            files.Add(Scenario.Done(await AttachAsync(draft, $"{number}.txt", Encoding.UTF8.GetBytes($"Line {number}"))));
        }

        Assert.Equal("too_many_files", (await AttachAsync(draft, "more.txt", "More."u8.ToArray())).Code());
        await Get<TicketFileQueries>().RemoveAsync(files[0].Id, Scenario.Gus, default);
        await Get<TicketFileQueries>().RemoveAsync(files[1].Id, Scenario.Ada, default);
        Assert.Null(Get<TicketFileStore>().Find(files[0]));
        Assert.NotNull(Get<TicketFileStore>().Find(files[1]));
        Scenario.Done(await OpenAsync(change: one => one with { Files = [files[1].Id] }));

        Scenario.Clock.Advance(TimeSpan.FromHours(25));
        await Get<SweepTicketFiles>().RunAsync(default);
        Assert.Equal([files[1].Id], await Scenario.QueryAsync(db => db.Set<TicketFile>().Select(file => file.Id).ToListAsync()));
        Assert.NotNull(Get<TicketFileStore>().Find(files[1]));
        Assert.Null(Get<TicketFileStore>().Find(files[2]));
    }

    [Fact]
    public async Task Only_ticked_diagnostics_are_sent_and_never_a_setting()
    {
        await RunningAsync();
        Assert.Empty(Scenario.Done(await OpenAsync()).Diagnostics);

        var sent = Scenario.Done(await OpenAsync(change: one => one with { Diagnostics = [DiagnosticsPart.Installation, DiagnosticsPart.Calls] })).Diagnostics;

        Assert.Equal(["Installation", "Last failed calls"], sent.Select(part => part.Title));
        Assert.Contains("Version 1.1.0", sent[0].Lines);
        Assert.Contains("State: active", sent[0].Lines);
    }

    [Fact]
    public async Task The_queue_has_missed_promises_first_then_what_is_due_next_and_finds_by_words()
    {
        await RunningAsync();
        var old = Scenario.Done(await OpenAsync(change: one => one with { Subject = "Old" }));
        var answered = Scenario.Done(await OpenAsync(change: one => one with { Subject = "Answered" }));
        Scenario.Done(await WriteAsync(answered, Scenario.Ada, "Yes.", input => input with { State = TicketState.Waiting, ExpectedVersion = 1 }));
        Scenario.Clock.Advance(TimeSpan.FromDays(7));
        await WatchAsync();
        var next = Scenario.Done(await OpenAsync(change: one => one with { Subject = "Next", Category = TicketCategory.Billing }));

        Assert.Equal([old.Id, next.Id, answered.Id], await QueueAsync(new TicketFilter(TicketSide.Publisher)));
        Assert.Equal([old.Id], await QueueAsync(new TicketFilter(TicketSide.Publisher, MissedOnly: true)));
        Assert.Equal([answered.Id], await QueueAsync(new TicketFilter(TicketSide.Publisher, TicketState.Waiting)));
        Assert.Equal([next.Id], await QueueAsync(new TicketFilter(TicketSide.Publisher, Category: TicketCategory.Billing)));
        Assert.Equal([next.Id], await QueueAsync(new TicketFilter(TicketSide.Publisher, Search: " nExT ")));
        Assert.Equal(3, (await QueueAsync(new TicketFilter(TicketSide.Publisher, Search: "globex"))).Count);
        Assert.Empty(await QueueAsync(new TicketFilter(TicketSide.Publisher, Search: "%")));
        Assert.Empty(await QueueAsync(new TicketFilter(TicketSide.Customer)));
    }

    [Fact]
    public async Task Saved_replies_are_the_publishers_own()
    {
        await RunningAsync();
        var replies = Get<ManageCannedReplies>();
        var saved = Scenario.Done(await replies.SaveAsync("acme", null, " Where is the log? ", "It is in Settings.", Scenario.Ada, default));
        Assert.Equal("Where is the log?", saved.Title);
        Assert.Equal("title_taken", (await replies.SaveAsync("acme", null, "Where is the log?", "Here.", Scenario.Ben, default)).Code());
        Assert.Equal("title_length", (await replies.SaveAsync("acme", null, "", "Here.", Scenario.Ben, default)).Code());
        Assert.Equal("text_length", (await replies.SaveAsync("acme", null, "Log", " ", Scenario.Ben, default)).Code());
        Assert.Equal("role_too_low", (await replies.SaveAsync("acme", null, "Log", "Here.", Scenario.Mia, default)).Code());
        Assert.Equal("reply_not_found", (await replies.SaveAsync("globex", saved.Id, "Log", "Here.", Scenario.Gus, default)).Code());
        Scenario.Done(await replies.SaveAsync("acme", saved.Id, "Log", "Here.", Scenario.Ben, default));
        Assert.True((await replies.DeleteAsync("acme", saved.Id, Scenario.Ada, default)).Succeeded);
        Assert.Equal("reply_not_found", (await replies.DeleteAsync("acme", saved.Id, Scenario.Ada, default)).Error?.Code);
    }

    [Fact]
    public async Task Mails_about_a_ticket_are_one_thread_for_each_person()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        await Scenario.HandleEventsAsync();
        Scenario.Done(await WriteAsync(ticket, Scenario.Gus, "Anybody there?"));
        await Scenario.HandleEventsAsync();

        var notices = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.UserId == Scenario.Ada.UserId && one.Thread != null).OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).ToListAsync());
        Assert.Equal([true, false], notices.Select(one => one.StartsThread));
        var mails = notices.ConvertAll(one => Get<WriteNoticeMail>().Notice(one, "ada@acme.example"));
        Assert.Null(mails[0].Follows);
        Assert.Equal(mails[0].MessageId, mails[1].Follows);
        Assert.NotEqual(mails[0].MessageId, mails[1].MessageId);
        using var message = SmtpTransport.Write(mails[1], new SmtpOptions { From = "a@b.test" });
        Assert.Equal((mails[0].MessageId, mails[0].MessageId), (message.InReplyTo, Assert.Single(message.References)));
    }

    [Fact]
    public async Task The_listing_says_how_soon_people_answer_from_five_tickets_of_three_organizations()
    {
        await RunningAsync();
        var slugs = await Bench.CustomersAsync(2);
        foreach (var slug in slugs)
        {
            Scenario.Done(await Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(slug, Scenario.Id, null, null, null, Scenario.Gus), CancellationToken.None));
        }

        await Bench.WorkAsync();
        foreach (var slug in new[] { "globex", "globex", "globex", slugs[0], slugs[1] })
        {
            var ticket = Scenario.Done(await OpenAsync(slug));
            Scenario.Clock.Advance(TimeSpan.FromMinutes(30));
            Scenario.Done(await WriteAsync(ticket, Scenario.Ada, "Yes."));
        }

        var key = await Scenario.QueryAsync(db => db.Set<Ticket>().Select(one => one.ExtensionKey).FirstAsync());
        Assert.Null(await Get<CountResponses>().FindAsync(key, default));
        await Get<CountResponses>().RunAsync(default);

        var figures = (await Get<CountResponses>().FindAsync(key, default))!;
        Assert.Equal((5, 5, 3), (figures.Tickets, figures.InTime, figures.Organizations));
        Scenario.Clock.Advance(TimeSpan.FromDays(91));
        await Get<CountResponses>().RunAsync(default);
        Assert.Null(await Get<CountResponses>().FindAsync(key, default));
    }
}
