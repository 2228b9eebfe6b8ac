using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Releases.Offers;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Support;

/// <summary>Gus of globex asks about what Ada and Ben of acme publish. Acme promises a first response within 8 h, Mon–Fri 09–17 in Berlin.</summary>
public sealed class TicketTests : TicketTestBase
{
    [Fact]
    public async Task A_question_goes_from_open_to_satisfied_and_each_message_notifies_the_other_side()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        await Scenario.HandleEventsAsync();
        Assert.Equal((TicketState.Open, "1.1.0", 1), (ticket.State, ticket.Version, ticket.Revision));
        Assert.Contains("GLOBEX asks about Acme Alerts: Alerts are missing", await TitlesAsync(Scenario.Ada));
        Assert.Contains("GLOBEX asks about Acme Alerts: Alerts are missing", await TitlesAsync(Scenario.Ben));
        Assert.DoesNotContain("GLOBEX asks about Acme Alerts: Alerts are missing", await TitlesAsync(Scenario.Mia));

        Scenario.Done(await WriteAsync(ticket, Scenario.Ada, "Which channel?", input => input with { State = TicketState.Waiting, ExpectedVersion = 1 }));
        await Scenario.HandleEventsAsync();
        Assert.Equal(TicketState.Waiting, (await ViewAsync(ticket, Scenario.Gus)).Ticket.State);
        Assert.Contains("ada wrote: Alerts are missing", await TitlesAsync(Scenario.Gus), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("ada wrote: Alerts are missing", await TitlesAsync(Scenario.Ben), StringComparer.OrdinalIgnoreCase);

        Scenario.Done(await WriteAsync(ticket, Scenario.Gus, "The one for work at night."));
        var open = (await ViewAsync(ticket, Scenario.Ben)).Ticket;
        Assert.Equal(TicketState.Open, open.State);
        Scenario.Done(await MoveAsync(ticket, Scenario.Ben, TicketState.Resolved, open.Revision, "1.1.0"));
        await Scenario.HandleEventsAsync();
        Assert.Contains("Now resolved: Alerts are missing", await TitlesAsync(Scenario.Gus));

        Assert.Equal("satisfied_missing", (await RateAsync(ticket, null)).Code());
        Assert.Equal("customer_only", (await RateAsync(ticket, true, "acme", Scenario.Ada)).Code());
        Scenario.Done(await RateAsync(ticket, true));
        Assert.Equal("already_rated", (await RateAsync(ticket, false)).Code());
        var done = await ViewAsync(ticket, Scenario.Ada);
        Assert.Equal((true, "1.1.0", TicketState.Resolved), (done.Ticket.IsSatisfied, done.Ticket.FixedIn, done.Ticket.State));
        Assert.Equal(["Opened", "Wrote", "StateChanged", "Wrote", "StateChanged", "Satisfied"], done.Events.Select(one => one.Kind.ToString()));
        Assert.Equal(5, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action.StartsWith("ticket."))));
    }

    [Fact]
    public async Task Both_organizations_read_it_and_nobody_else_and_internal_notes_stay_with_the_publisher()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        Scenario.Done(await WriteAsync(ticket, Scenario.Ben, "He always asks.", input => input with { IsInternal = true }));
        await Scenario.HandleEventsAsync();

        Assert.Equal(2, (await ViewAsync(ticket, Scenario.Mia)).Messages.Count);
        var customers = await ViewAsync(ticket, Scenario.Gus);
        Assert.Single(customers.Messages);
        Assert.DoesNotContain(customers.Events, one => one.Kind == TicketEventKind.Noted);
        Assert.DoesNotContain(await TitlesAsync(Scenario.Gus), title => title.Contains("wrote", StringComparison.Ordinal));
        // A note is no response.
        Assert.False(customers.Clocks.Single(clock => clock.Clock == TicketClock.FirstResponse).HasEnded);

        await Scenario.Database.AddOrganizationAsync("initech", Scenario.Rita);
        Assert.Equal("ticket_not_found", (await FindAsync(ticket, "initech", Scenario.Rita)).Code());
        Assert.Equal("organization_not_found", (await FindAsync(ticket, "acme", Scenario.Gus)).Code());
        Assert.Equal("ticket_not_found", (await Get<TicketQueries>().FindEscalatedAsync(ticket.Id, Scenario.Olu, default)).Code());
        Assert.Equal("role_too_low", (await WriteAsync(ticket, Scenario.Mia, "Hello.")).Code());
        Assert.Equal("internal_notes", (await WriteAsync(ticket, Scenario.Gus, "Ha.", input => input with { IsInternal = true })).Code());
    }

    [Fact]
    public async Task Who_may_not_ask_is_told_why_and_what_is_missing_at_its_field()
    {
        Assert.Equal("not_installed", (await OpenAsync()).Code());
        await RunningAsync();
        Assert.Equal("role_too_low", (await OpenAsync("acme", Scenario.Mia)).Code());
        Assert.Equal("organization_not_found", (await OpenAsync("globex", Scenario.Ada)).Code());
        Assert.Equal("not_installed", (await OpenAsync("acme", Scenario.Ada)).Code());
        Assert.Equal("category_missing", (await OpenAsync(change: one => one with { Category = null })).Code());
        Assert.Equal("severity_invalid", (await OpenAsync(change: one => one with { Severity = (TicketSeverity)9 })).Code());
        Assert.Equal("subject_length", (await OpenAsync(change: one => one with { Subject = " \n " })).Code());
        Assert.Equal("subject_length", (await OpenAsync(change: one => one with { Subject = new string('x', 151) })).Code());
        Assert.Equal("body_length", (await OpenAsync(change: one => one with { Text = null })).Code());
        Assert.Equal("body_length", (await OpenAsync(change: one => one with { Text = new string('x', 10_001) })).Code());
        Assert.Equal("body_characters", (await OpenAsync(change: one => one with { Text = "a\u202Eb" })).Code());
        var secret = (await OpenAsync(change: one => one with { Text = "It says ghp_" + "a8Zk3Lw9Qx7Bv2Nc5Md1Jf6Hs4Gt0Ry9Uo3P" })).Error!;
        Assert.Equal(("secret_found", "body"), (secret.Code, secret.Details[0].Field));
        Assert.DoesNotContain("Zk3Lw9", secret.Message, StringComparison.Ordinal);
        Assert.Equal("file_not_found", (await OpenAsync(change: one => one with { Files = [Guid.NewGuid()] })).Code());
        Assert.Equal("too_many_files", (await OpenAsync(change: one => one with { Files = [.. Enumerable.Range(0, 11).Select(_ => Guid.NewGuid())] })).Code());
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Ticket>().CountAsync()));
    }

    [Fact]
    public async Task Twenty_tickets_a_day_are_enough()
    {
        await RunningAsync();
        foreach (var _ in Enumerable.Range(0, OpenTicket.MaxPerDay))
        {
            Scenario.Done(await OpenAsync());
        }

        Assert.Equal((ErrorKind.TooMany, "too_many_tickets"), (await OpenAsync()).Error is { } refused ? (refused.Kind, refused.Code) : default);
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await OpenAsync()).Succeeded);
    }

    [Fact]
    public async Task Of_two_agents_the_later_one_reads_what_the_first_did()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        Scenario.Done(await MoveAsync(ticket, Scenario.Ada, TicketState.Waiting, 1));

        var late = (await MoveAsync(ticket, Scenario.Ben, TicketState.Resolved, 1)).Error!;
        Assert.Equal((ErrorKind.Conflict, "ticket_changed"), (late.Kind, late.Code));
        Assert.StartsWith("ada changed this ticket meanwhile.", late.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            "ticket_changed",
            (await WriteAsync(ticket, Scenario.Ben, "Done.", input => input with { State = TicketState.Resolved, ExpectedVersion = 1 })).Code());
        Assert.Single((await ViewAsync(ticket, Scenario.Ben)).Messages);
        Assert.Equal("expected_version_missing", (await MoveAsync(ticket, Scenario.Ben, TicketState.Resolved, null)).Code());
    }

    [Fact]
    public async Task A_ticket_shows_that_the_version_it_is_about_is_deprecated()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        Assert.Null((await ViewAsync(ticket, Scenario.Gus)).Deprecation);

        Scenario.Done(await Bench.DeprecateAsync("1.1.0"));
        Assert.Equal("1.1.0", (await ViewAsync(ticket, Scenario.Gus)).Deprecation!.Range);
        Assert.NotNull((await ViewAsync(ticket, Scenario.Ada)).Deprecation);
    }

    [Fact]
    public async Task Wrong_moves_are_refused_with_what_to_do()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        Assert.Equal("state_missing", (await MoveAsync(ticket, Scenario.Ada, null, 1)).Code());
        Assert.Equal("state_same", (await MoveAsync(ticket, Scenario.Ada, TicketState.Open, 1)).Code());
        Assert.Equal("state_invalid", (await MoveAsync(ticket, Scenario.Ada, TicketState.Closed, 1)).Code());
        Assert.Equal("state_forbidden", (await MoveAsync(ticket, Scenario.Gus, TicketState.Waiting, 1)).Code());
        Assert.Equal("version_not_found", (await MoveAsync(ticket, Scenario.Ada, TicketState.Resolved, 1, "9.9.9")).Code());
        Assert.Equal("fixed_in_invalid", (await MoveAsync(ticket, Scenario.Gus, TicketState.Resolved, 1, "1.1.0")).Code());
        Assert.Equal("not_resolved", (await RateAsync(ticket, true)).Code());
        Scenario.Done(await MoveAsync(ticket, Scenario.Gus, TicketState.Resolved, 1));
        Assert.Equal("state_invalid", (await MoveAsync(ticket, Scenario.Ada, TicketState.Waiting, 2)).Code());
    }

    [Fact]
    public async Task A_resolved_ticket_opens_again_for_14_days_and_then_closes_by_itself()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        Scenario.Done(await MoveAsync(ticket, Scenario.Ada, TicketState.Resolved, 1));
        Scenario.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(2));
        await WatchAsync();
        Scenario.Done(await WriteAsync(ticket, Scenario.Gus, "It happens again."));
        var again = (await ViewAsync(ticket, Scenario.Ada)).Ticket;
        Assert.Equal(TicketState.Open, again.State);

        Scenario.Done(await MoveAsync(ticket, Scenario.Ada, TicketState.Resolved, again.Revision));
        Scenario.Clock.Advance(TimeSpan.FromDays(14));
        // Also before the job has run.
        Assert.Equal("ticket_closed", (await WriteAsync(ticket, Scenario.Gus, "And again.")).Code());
        Assert.Equal("ticket_closed", (await MoveAsync(ticket, Scenario.Gus, TicketState.Open, again.Revision + 1)).Code());
        await WatchAsync();
        await WatchAsync();
        var closed = await ViewAsync(ticket, Scenario.Gus);
        Assert.Equal(TicketState.Closed, closed.Ticket.State);
        Assert.Single(closed.Events, one => one.State == TicketState.Closed);
        Assert.Equal("ticket_closed", (await WriteAsync(ticket, Scenario.Ada, "Still here.", input => input with { IsInternal = true })).Code());
        Scenario.Done(await RateAsync(ticket, false));
    }

    [Fact]
    public async Task A_warning_and_a_missed_promise_are_noted_once_each_and_only_then_operators_read_visibly()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        var first = Assert.Single(ticket.Clocks(Now), clock => clock.Clock == TicketClock.FirstResponse);
        Assert.Equal("promise_kept", (await EscalateAsync(ticket)).Code());
        await AtAsync(first.WarnAt!.Value);
        await WatchAsync();
        Assert.Single(await TitlesAsync(Scenario.Ben), title => title == "First response due soon: Alerts are missing");
        Assert.DoesNotContain("First response due soon: Alerts are missing", await TitlesAsync(Scenario.Gus));

        await AtAsync(first.DueAt!.Value);
        await WatchAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        await WatchAsync();
        Assert.Single(await TitlesAsync(Scenario.Ben), title => title == "First response due soon: Alerts are missing");
        Assert.Single(await TitlesAsync(Scenario.Ben), title => title == "First response missed: Alerts are missing");
        Assert.Equal(2, (await ViewAsync(ticket, Scenario.Ada)).Events.Count(one => one is { Clock: TicketClock.FirstResponse, Threshold: not null }));

        Assert.Equal("ticket_not_found", (await ReadAsync(ticket, Scenario.Olu)).Code());
        Assert.Equal("customer_only", (await Get<EscalateTicket>().RunAsync(new(ticket.Id, "acme", Scenario.Ada), default)).Code());
        Scenario.Done(await EscalateAsync(ticket));
        Assert.Equal("already_escalated", (await EscalateAsync(ticket)).Code());
        await Scenario.HandleEventsAsync();
        Assert.Contains("GLOBEX escalated a ticket about Acme Alerts", await TitlesAsync(Scenario.Olu));
        Assert.False((await ReadAsync(ticket, Scenario.Rita)).Succeeded);
        Scenario.Done(await WriteAsync(ticket, Scenario.Ben, "Between us.", input => input with { IsInternal = true }));
        Scenario.Done(await ReadAsync(ticket, Scenario.Olu));
        Scenario.Done(await ReadAsync(ticket, Scenario.Olu));
        var seen = Scenario.Done(await Get<TicketQueries>().FindEscalatedAsync(ticket.Id, Scenario.Olu, default));
        Assert.Single(seen.Messages);
        Assert.Single((await ViewAsync(ticket, Scenario.Gus)).Events, one => one is { Kind: TicketEventKind.Read, Side: TicketSide.Operator });

        Scenario.Done(await Get<WriteInTicket>().RunAsOperatorAsync(ticket.Id, "Please answer today.", Scenario.Olu, default));
        // An operator's message is no response of the publisher.
        Assert.False((await ViewAsync(ticket, Scenario.Gus)).Clocks.Single(clock => clock.Clock == TicketClock.FirstResponse).HasEnded);
    }

    [Fact]
    public async Task What_is_answered_before_the_job_runs_is_not_warned_about()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        await AtAsync(Assert.Single(ticket.Clocks(Now), clock => clock.Clock == TicketClock.FirstResponse).WarnAt!.Value);
        Scenario.Done(await WriteAsync(ticket, Scenario.Ada, "We look at it."));
        await WatchAsync();

        Assert.DoesNotContain("First response due soon: Alerts are missing", await TitlesAsync(Scenario.Ben));
        Assert.DoesNotContain((await ViewAsync(ticket, Scenario.Ada)).Events, one => one.Clock == TicketClock.FirstResponse);
    }

    [Fact]
    public async Task The_promise_stays_as_it_was_when_the_ticket_was_opened()
    {
        await RunningAsync();
        var ticket = Scenario.Done(await OpenAsync());
        await Bench.ReleaseAsync("1.2.0");

        Assert.Equal((SampleHours.Berlin, 8), ((await ViewAsync(ticket, Scenario.Gus)).Ticket.Promise.Hours, ticket.Promise.FirstResponseHours!.Value));
        // The new version came without hours, and so does the next ticket.
        Assert.Empty(Scenario.Done(await OpenAsync()).Clocks(Now));
    }
}
