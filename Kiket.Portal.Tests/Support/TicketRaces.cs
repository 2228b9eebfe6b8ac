using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Support;

public sealed class TicketRacesOnSqlite : TicketRaces;

public sealed class TicketRacesOnPostgreSql : TicketRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>A ticket at the same instant: messages of both sides, two agents, two nodes that watch it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class TicketRaces : TicketTestBase
{
    [Fact]
    public async Task Every_message_arrives_one_agent_moves_it_and_a_threshold_is_noted_once()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());

        var moved = await AtOnceAsync(
            () => ChangeAsync(ticket, Scenario.Ada, TicketState.Waiting), () => ChangeAsync(ticket, Scenario.Ben, TicketState.Resolved));
        Assert.Single(moved, result => result.Succeeded);
        Assert.Single(moved, result => result.Code() == "ticket_changed");

        var written = await AtOnceAsync(
            () => SayAsync(ticket, Scenario.Gus, new TicketInput("One.")),
            () => SayAsync(ticket, Scenario.Gus, new TicketInput("Two.")),
            () => SayAsync(ticket, Scenario.Ben, new TicketInput("Three.", IsInternal: true)));
        Assert.All(written, result => Assert.True(result.Succeeded, result.Error?.Message));
        var view = await ViewAsync(ticket, Scenario.Ada);
        Assert.Equal((TicketState.Open, 4, 5), (view.Ticket.State, view.Messages.Count, view.Ticket.Revision));
        Assert.Equal(Enumerable.Range(1, view.Ticket.Events.Count), view.Ticket.Events.Select(one => one.Number));

        Scenario.Clock.Advance(TimeSpan.FromDays(30));
        await AtOnceAsync(WatchOnceAsync, WatchOnceAsync);
        await WatchAsync();
        // Nobody resolved it again, and the first response ended by then or not, as the first race went.
        var passed = (await ViewAsync(ticket, Scenario.Ada)).Events.Where(one => one.Threshold is not null).ToList();
        Assert.Single(passed, one => one is { Clock: TicketClock.Resolution, Threshold: ClockThreshold.Breach });
        Assert.Equal(passed.Count, passed.DistinctBy(one => (one.Clock, one.Threshold)).Count());
        Assert.Single(await TitlesAsync(Scenario.Ben), title => title == "Resolution missed: Alerts are missing");
    }

    // The clock stands while several act.
    private Task<Result<Ticket>> ChangeAsync(Ticket ticket, Actor actor, TicketState state) =>
        Get<ChangeTicketState>().RunAsync(Of(ticket, actor), new TicketStateInput(state, 1), CancellationToken.None);

    private Task<Result<TicketMessage>> SayAsync(Ticket ticket, Actor actor, TicketInput input) =>
        Get<WriteInTicket>().RunAsync(Of(ticket, actor), input, CancellationToken.None);

    private async Task<bool> WatchOnceAsync()
    {
        await Get<WatchTickets>().RunAsync(CancellationToken.None);
        return true;
    }
}
