using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Releases.Offers;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Support;

/// <summary>Gus of globex asks about what Ada and Ben of acme publish. Acme promises a first response within 8 h, Mon–Fri 09–17 in Berlin.</summary>
public abstract class TicketTestBase : InstallationTestBase
{
    private const string Text = "No alert arrived since Friday.";

    protected DateTimeOffset Now => Scenario.Clock.GetUtcNow();

    protected T Get<T>()
        where T : notnull => Scenario.Get<T>();

    protected async Task RunningAsync()
    {
        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        await Scenario.ListedAsync("1.1.0", details: Scenario.Details with
        {
            Support = new("help@acme.example", null, 8) { ResolutionHours = 40, Hours = SampleHours.Berlin },
        });
        await Bench.InstalledAsync();
    }

    protected Task<Result<Ticket>> OpenAsync(
        string organization = "globex", Actor? actor = null, Func<OpenTicketRequest, OpenTicketRequest>? change = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var request = new OpenTicketRequest(organization, "marketplace", Scenario.Id, actor ?? Scenario.Gus)
        {
            Subject = "Alerts are missing",
            Category = TicketCategory.Problem,
            Text = Text,
        };
        return Get<OpenTicket>().RunAsync(change?.Invoke(request) ?? request, CancellationToken.None);
    }

    protected Task<Result<TicketMessage>> WriteAsync(Ticket ticket, Actor actor, string text, Func<TicketInput, TicketInput>? change = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Get<WriteInTicket>().RunAsync(
            Of(ticket, actor), change?.Invoke(new TicketInput(text)) ?? new TicketInput(text), CancellationToken.None);
    }

    protected Task<Result<Ticket>> MoveAsync(Ticket ticket, Actor actor, TicketState? state, int? expected, string? fixedIn = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return Get<ChangeTicketState>().RunAsync(Of(ticket, actor), new TicketStateInput(state, expected, fixedIn), CancellationToken.None);
    }

    protected Task<Result<Ticket>> RateAsync(Ticket ticket, bool? isSatisfied, string organization = "globex", Actor? actor = null) =>
        Get<RateSupport>().RunAsync(new(ticket.Id, organization, actor ?? Scenario.Gus), isSatisfied, "Quick.", CancellationToken.None);

    protected Task<Result<Ticket>> EscalateAsync(Ticket ticket) => Get<EscalateTicket>().RunAsync(Of(ticket, Scenario.Gus), CancellationToken.None);

    protected Task<Result<Ticket>> ReadAsync(Ticket ticket, Actor actor) => Get<ReadEscalatedTicket>().RunAsync(ticket.Id, actor, CancellationToken.None);

    protected Task<Result<TicketView>> FindAsync(Ticket ticket, string organization, Actor actor) =>
        Get<TicketQueries>().FindAsync(new(ticket.Id, organization, actor), CancellationToken.None);

    protected async Task<TicketView> ViewAsync(Ticket ticket, Actor actor) => Scenario.Done(await Get<TicketQueries>().FindAsync(Of(ticket, actor), default));

    protected async Task<IReadOnlyList<Guid>> QueueAsync(TicketFilter filter)
    {
        var page = Scenario.Done(await Get<TicketQueries>().ListAsync("acme", filter, Scenario.Mia, new PageRequest(1, 20), default));
        return [.. page.Items.Select(row => row.Ticket.Id)];
    }

    protected Task<TicketFile?> ReadFileAsync(TicketFile file, Actor actor) => Get<TicketFileQueries>().FindAsync(file.Id, null, actor, default);

    protected async Task<Result<TicketFile>> AttachAsync(Guid draft, string name, byte[] content, Actor? actor = null, string organization = "globex")
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        using var stream = new MemoryStream(content);
        return await Get<AttachTicketFile>().RunAsync(
            new AttachTicketFileRequest(organization, draft, name, stream, Length: null, actor ?? Scenario.Gus), CancellationToken.None);
    }

    protected Task AtAsync(DateTimeOffset instant)
    {
        Scenario.Clock.Advance(instant - Now);
        return Task.CompletedTask;
    }

    protected async Task WatchAsync()
    {
        await Get<WatchTickets>().RunAsync(CancellationToken.None);
        await Scenario.HandleEventsAsync();
    }

    protected Task<List<string>> TitlesAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId).Select(one => one.Title).ToListAsync());

    protected TicketRequest Of(Ticket ticket, Actor actor) => new(ticket.Id, actor == Scenario.Gus ? "globex" : "acme", actor);
}
